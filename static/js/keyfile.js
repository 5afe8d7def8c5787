// The key file: PKCS#8 EncryptedPrivateKeyInfo (RFC 5958) under PBES2 (RFC 8018): PBKDF2-HMAC-SHA256, AES-256-CBC.
// Everything happens on this device; nothing here sends anything (I7).
import { random, sha256, unbase64, utf8 } from './bytes.js';
import * as der from './der.js';

const ROUNDS = 600000;
const OID = {
	pbes2: '1.2.840.113549.1.5.13', pbkdf2: '1.2.840.113549.1.5.12',
	rsa: '1.2.840.113549.1.1.1', ec: '1.2.840.10045.2.1',
};
const PRF = { '1.2.840.113549.2.7': 'SHA-1', '1.2.840.113549.2.9': 'SHA-256', '1.2.840.113549.2.10': 'SHA-384',
	'1.2.840.113549.2.11': 'SHA-512' };
const CIPHER = { '2.16.840.1.101.3.4.1.2': 128, '2.16.840.1.101.3.4.1.42': 256 };
const CURVE = { '1.2.840.10045.3.1.7': 'P-256', '1.3.132.0.34': 'P-384' };

const look = (table, element) => Object.entries(table).find(([id]) => der.isOid(element, id))?.[1];

// The same pass phrase typed on another keyboard must be the same bytes.
export const normal = pass => pass.normalize('NFC');

async function derive(pass, salt, rounds, hash, size, usages) {
	const base = await crypto.subtle.importKey('raw', utf8(normal(pass)), 'PBKDF2', false, ['deriveKey']);
	return crypto.subtle.deriveKey({ name: 'PBKDF2', salt, iterations: rounds, hash }, base,
		{ name: 'AES-CBC', length: size }, false, usages);
}

// A fresh PBES2 key and its AlgorithmIdentifier.
export async function seal(pass, usages) {
	const salt = random(16), iv = random(16);
	const key = await derive(pass, salt, ROUNDS, 'SHA-256', 256, usages);
	const algorithm = der.seq(der.oid(OID.pbes2), der.seq(
		der.seq(der.oid(OID.pbkdf2), der.seq(der.octets(salt), der.integer(ROUNDS),
			der.seq(der.oid('1.2.840.113549.2.9'), der.nul()))),
		der.seq(der.oid('2.16.840.1.101.3.4.1.42'), der.octets(iv))));
	return { key, iv, algorithm };
}

// The file of an extractable private key. The key is wrapped by the browser: its bytes never stand in the page's memory.
export async function lock(privateKey, pass) {
	const s = await seal(pass, ['wrapKey']);
	const wrapped = await crypto.subtle.wrapKey('pkcs8', privateKey, s.key, { name: 'AES-CBC', iv: s.iv });
	return der.seq(s.algorithm, der.octets(new Uint8Array(wrapped)));
}

// The DER of a key file, PEM or DER. Throws 'nokey' when it is none.
export function fromFile(bytes) {
	const text = new TextDecoder('latin1').decode(bytes);
	const block = /-----BEGIN ENCRYPTED PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END ENCRYPTED PRIVATE KEY-----/.exec(text);
	try {
		const all = block ? unbase64(block[1]) : bytes, file = der.read(all).all;
		parameters(file);
		return file;
	} catch (e) {
		throw new Error('nokey');
	}
}

function parameters(file) {
	const [algorithm, content] = der.children(der.read(file));
	const [scheme, params] = der.children(algorithm);
	if (!der.isOid(scheme, OID.pbes2) || content.tag !== 0x04)
		throw new Error('nokey');
	const [kdf, cipher] = der.children(params);
	const [kdfId, kdfParams] = der.children(kdf);
	const [salt, rounds, ...rest] = der.children(kdfParams);
	const prf = rest.find(e => e.tag === 0x30);
	const [cipherId, iv] = der.children(cipher);
	const out = { salt: salt.body, rounds: der.number(rounds), hash: prf ? look(PRF, der.children(prf)[0]) : 'SHA-1',
		size: look(CIPHER, cipherId), iv: iv.body, content: content.body };
	// a file made to keep the browser busy for hours is no key file
	if (!der.isOid(kdfId, OID.pbkdf2) || !out.hash || !out.size || out.iv.length !== 16 || out.rounds > 20000000)
		throw new Error('nokey');
	return out;
}

// The private key of a file, extractable. Throws 'nokey', or 'wrong' when the pass phrase does not open it.
export async function open(file, pass) {
	const p = parameters(file);
	try {
		const key = await derive(pass, p.salt, p.rounds, p.hash, p.size, ['decrypt']);
		const plain = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv: p.iv }, key, p.content));
		try {
			return await importKey(plain);
		} finally {
			plain.fill(0);
		}
	} catch (e) {
		throw new Error('wrong');
	}
}

// A plain PKCS#8 private key: RSA, or EC on P-256 or P-384.
export async function importKey(pkcs8, extractable = true) {
	const [, algorithm] = der.children(der.read(pkcs8));
	const [id, params] = der.children(algorithm);
	const how = der.isOid(id, OID.rsa) ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } :
		{ name: 'ECDSA', namedCurve: look(CURVE, params) };
	return crypto.subtle.importKey('pkcs8', pkcs8, how, extractable, ['sign']);
}

// SubjectPublicKeyInfo of an extractable private key.
export async function publicOf(privateKey) {
	const jwk = await crypto.subtle.exportKey('jwk', privateKey);
	const open = jwk.kty === 'RSA' ? { kty: jwk.kty, n: jwk.n, e: jwk.e } : { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y };
	const how = jwk.kty === 'RSA' ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : { name: 'ECDSA', namedCurve: jwk.crv };
	const key = await crypto.subtle.importKey('jwk', open, how, true, ['verify']);
	return new Uint8Array(await crypto.subtle.exportKey('spki', key));
}

// What people compare, and the case text names: SHA-256 of SubjectPublicKeyInfo.
export const codeOf = async privateKey => sha256(await publicOf(privateKey));
