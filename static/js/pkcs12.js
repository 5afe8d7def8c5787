// PKCS#12 (RFC 7292) from a key file and its certificate. The key file goes in unchanged, so the file has its pass phrase.
import { concat, equal, random, sha256 } from './bytes.js';
import * as der from './der.js';
import { normal, open, publicOf, seal } from './keyfile.js';

// The digests of the MAC must not make guessing much cheaper than the rounds of the bags do.
const MAC_ROUNDS = 20000;
const OID = {
	data: '1.2.840.113549.1.7.1', encrypted: '1.2.840.113549.1.7.6', sha256: '2.16.840.1.101.3.4.2.1',
	keyBag: '1.2.840.113549.1.12.10.1.2', certBag: '1.2.840.113549.1.12.10.1.3', x509: '1.2.840.113549.1.9.22.1',
	friendlyName: '1.2.840.113549.1.9.20', localKeyId: '1.2.840.113549.1.9.21',
};

// SubjectPublicKeyInfo of a certificate.
export function publicOfCertificate(cert) {
	const tbs = der.children(der.children(der.read(cert))[0]);
	return tbs[tbs[0].tag === 0xa0 ? 6 : 5].all;
}

// RFC 7292, B.2 with id 3 and SHA-256, which gives the 32 octets of one round.
async function macKey(pass, salt) {
	const fill = b => {
		const out = new Uint8Array(64 * Math.ceil(b.length / 64));
		return out.map((_, i) => b[i % b.length]);
	};
	const phrase = concat(der.utf16(normal(pass)), Uint8Array.of(0, 0));
	let a = concat(new Uint8Array(64).fill(3), fill(salt), fill(phrase));
	for (let i = 0; i < MAC_ROUNDS; i++)
		a = await sha256(a);
	return a;
}

const content = (type, value) => der.seq(der.oid(type), der.context(0, value));

function bag(type, value, keyId, title) {
	const attributes = [];
	if (title)
		attributes.push(der.seq(der.oid(OID.friendlyName), der.setOf(der.bmpString(title))));
	if (keyId)
		attributes.push(der.seq(der.oid(OID.localKeyId), der.setOf(der.octets(keyId))));
	return der.seq(der.oid(type), der.context(0, value), ...(attributes.length ? [der.setOf(...attributes)] : []));
}

const certBag = (cert, keyId, title) =>
	bag(OID.certBag, der.seq(der.oid(OID.x509), der.context(0, der.octets(cert))), keyId, title);

async function encryptedData(plain, pass) {
	const s = await seal(pass, ['encrypt']);
	const out = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CBC', iv: s.iv }, s.key, plain));
	return content(OID.encrypted, der.seq(der.integer(0),
		der.seq(der.oid(OID.data), s.algorithm, der.contextPrimitive(0, out))));
}

// Throws 'wrong' when the pass phrase does not open the key file, 'other' when its key is not the certificate's.
export async function join({ file, pass, cert, chain = [], title = '' }) {
	if (!equal(await publicOf(await open(file, pass)), publicOfCertificate(cert)))
		throw new Error('other');
	const keyId = new Uint8Array(await crypto.subtle.digest('SHA-1', cert));
	const certs = der.seq(certBag(cert, keyId, title), ...chain.map(c => certBag(c)));
	const keys = der.seq(bag(OID.keyBag, file, keyId, title));
	const safe = der.seq(await encryptedData(certs, pass), content(OID.data, der.octets(keys)));
	const salt = random(16);
	const key = await crypto.subtle.importKey('raw', await macKey(pass, salt), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
	const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, safe));
	return der.seq(der.integer(3), content(OID.data, der.octets(safe)),
		der.seq(der.seq(der.seq(der.oid(OID.sha256), der.nul()), der.octets(mac)), der.octets(salt), der.integer(MAC_ROUNDS)));
}
