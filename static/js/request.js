// Key pair and PKCS#10 request (RFC 2986) made in the page.
import { utf8 } from './bytes.js';
import * as der from './der.js';

const NAMES = { C: '2.5.4.6', ST: '2.5.4.8', L: '2.5.4.7', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3', serialNumber: '2.5.4.5' };
const KINDS = {
	p256: { name: 'ECDSA', namedCurve: 'P-256' },
	rsa2048: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' },
	rsa3072: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 3072, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' },
};

// An extractable pair: the private key leaves the browser's memory only wrapped (keyfile.js).
export function makePair(kind) {
	if (!KINDS[kind])
		throw new Error('no such kind of key');
	return crypto.subtle.generateKey(KINDS[kind], true, ['sign', 'verify']);
}

// RFC 5280: country and serial number are PrintableString, all others UTF8String.
function name(subject) {
	return der.seq(...subject.map(({ type, value }) => {
		if (!NAMES[type])
			throw new Error('no such part of a name');
		const text = type === 'C' || type === 'serialNumber' ? der.printable(value) : der.utf8String(value);
		return der.setOf(der.seq(der.oid(NAMES[type]), text));
	}));
}

function attributes({ email, dns = [] }) {
	const names = [...(email ? [der.contextPrimitive(1, utf8(email))] : []), ...dns.map(d => der.contextPrimitive(2, utf8(d)))];
	if (names.length === 0)
		return der.context(0);
	const san = der.seq(der.oid('2.5.29.17'), der.octets(der.seq(...names)));
	return der.context(0, der.seq(der.oid('1.2.840.113549.1.9.14'), der.setOf(der.seq(san))));
}

// subject: [{type, value}] in the order of the name; alternative: {email, dns}. DER.
export async function makeRequest(pair, subject, alternative = {}) {
	const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey));
	const info = der.seq(der.integer(0), name(subject), spki, attributes(alternative));
	const ec = pair.privateKey.algorithm.name === 'ECDSA';
	const raw = new Uint8Array(await crypto.subtle.sign(ec ? { name: 'ECDSA', hash: 'SHA-256' } : 'RSASSA-PKCS1-v1_5',
		pair.privateKey, info));
	// RFC 5758, 3.2: no parameters; RFC 4055, 5: NULL
	const algorithm = ec ? der.seq(der.oid('1.2.840.10045.4.3.2')) : der.seq(der.oid('1.2.840.113549.1.1.11'), der.nul());
	return der.seq(info, algorithm, der.bits(ec ? der.ecdsaSignature(raw) : raw));
}
