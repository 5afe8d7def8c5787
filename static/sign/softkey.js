// Soft keys: a P-256 key of WebCrypto that makes assertions of the same form as an authenticator, without user verification (the
// certificate of such a key carries a policy of its own, and a production profile refuses it). Kept not extractable in IndexedDB
// of this origin, which the consoles' origin cannot see.
import { base64url, concat, sha256, utf8, unbase64 } from './bytes.js';
import { ecdsaSignature } from './der.js';

const EC = { name: 'ECDSA', namedCurve: 'P-256' };

function database() {
	return new Promise((good, bad) => {
		const open = indexedDB.open('certhall-sign', 1);
		open.onupgradeneeded = () => open.result.createObjectStore('key', { keyPath: 'credential' });
		open.onsuccess = () => good(open.result);
		open.onerror = () => bad(open.error);
	});
}

async function store(mode, act) {
	const db = await database();
	try {
		return await new Promise((good, bad) => {
			const t = db.transaction('key', mode), asked = act(t.objectStore('key'));
			t.oncomplete = () => good(asked.result);
			t.onerror = t.onabort = () => bad(t.error);
		});
	} finally {
		db.close();
	}
}

export const all = () => store('readonly', s => s.getAll());
const put = key => store('readwrite', s => s.put(key));

// The credential id of a soft key is the SHA-256 of its SubjectPublicKeyInfo.
const idOf = async spki => base64url(await sha256(spki));

export async function make(name) {
	const pair = await crypto.subtle.generateKey(EC, false, ['sign']);
	const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey));
	const key = { credential: await idOf(spki), name, spki, key: pair.privateKey };
	await put(key);
	return key;
}

// From a plain PKCS#8 (DER, or PEM as certhall writes it into VAR/demo). Throws 'badkey'.
export async function load(source, name) {
	try {
		let pkcs8 = source;
		if (typeof source === 'string') {
			const block = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(source);
			pkcs8 = unbase64(block[1]);
		}
		const open = await crypto.subtle.importKey('pkcs8', pkcs8, EC, true, ['sign']);
		const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', open);
		const pub = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, EC, true, ['verify']);
		const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pub));
		const key = await crypto.subtle.importKey('pkcs8', pkcs8, EC, false, ['sign']);
		const kept = { credential: await idOf(spki), name, spki, key };
		await put(kept);
		return kept;
	} catch (e) {
		throw new Error('badkey');
	}
}

// What an authenticator would answer: user present, not verified, no counter.
export async function assert(key, type, challenge, rp, origin) {
	const clientData = utf8(`{"type":"webauthn.${type}","challenge":"${base64url(challenge)}","origin":"${origin}","crossOrigin":false}`);
	const authData = concat(await sha256(utf8(rp)), Uint8Array.of(1, 0, 0, 0, 0));
	const raw = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.key, concat(authData, await sha256(clientData)));
	return { credential: key.credential, auth_data: base64url(authData), client_data: base64url(clientData),
		signature: base64url(ecdsaSignature(new Uint8Array(raw))) };
}
