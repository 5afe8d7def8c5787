// DER (X.690), the part that keys, requests and PKCS#12 need: writing by small functions, reading as a tree of slices.
import { concat, utf8 } from './bytes.js';

function length(n) {
	if (n < 128)
		return [n];
	const out = [];
	for (; n > 0; n = Math.floor(n / 256))
		out.unshift(n % 256);
	return [0x80 | out.length, ...out];
}

export function tlv(tag, ...parts) {
	const body = concat(...parts);
	return concat(Uint8Array.of(tag, ...length(body.length)), body);
}

export const seq = (...parts) => tlv(0x30, ...parts);
export const octets = b => tlv(0x04, b);
export const bits = b => tlv(0x03, Uint8Array.of(0), b);
export const nul = () => tlv(0x05);
export const utf8String = s => tlv(0x0c, utf8(s));
export const printable = s => tlv(0x13, utf8(s));
export const ia5 = s => tlv(0x16, utf8(s));
// [n], constructed or not
export const context = (n, ...parts) => tlv(0xa0 | n, ...parts);
export const contextPrimitive = (n, b) => tlv(0x80 | n, b);

// SET OF: its elements sorted by their bytes (X.690, 11.6)
export function setOf(...parts) {
	const order = (a, b) => {
		for (let i = 0; i < Math.min(a.length, b.length); i++)
			if (a[i] !== b[i])
				return a[i] - b[i];
		return a.length - b.length;
	};
	return tlv(0x31, ...parts.sort(order));
}

// A number that is not negative: from a Number, or from bytes, whatever leading zeros they have.
export function integer(value) {
	let b = value;
	if (typeof value === 'number') {
		b = [];
		for (let n = value; n > 0; n = Math.floor(n / 256))
			b.unshift(n % 256);
	}
	let from = 0;
	while (from < b.length && b[from] === 0)
		from++;
	b = Uint8Array.from(b).subarray(from);
	return tlv(0x02, b.length === 0 || b[0] & 0x80 ? Uint8Array.of(0) : new Uint8Array(0), b);
}

export function oid(text) {
	const [a, b, ...rest] = text.split('.').map(Number);
	const out = [];
	for (const n of [40 * a + b, ...rest]) {
		const one = [n % 128];
		for (let m = Math.floor(n / 128); m > 0; m = Math.floor(m / 128))
			one.unshift(0x80 | m % 128);
		out.push(...one);
	}
	return tlv(0x06, Uint8Array.from(out));
}

// UTF-16BE, as PKCS#12 wants names and pass phrases
export function utf16(s) {
	const out = new Uint8Array(2 * s.length);
	for (let i = 0; i < s.length; i++) {
		out[2 * i] = s.charCodeAt(i) >> 8;
		out[2 * i + 1] = s.charCodeAt(i) & 0xff;
	}
	return out;
}
export const bmpString = s => tlv(0x1e, utf16(s));

// One ECDSA signature of WebCrypto (r and s, equally long) as SEQUENCE { r, s }.
export function ecdsaSignature(raw) {
	const half = raw.length / 2;
	return seq(integer(raw.subarray(0, half)), integer(raw.subarray(half)));
}

// --- reading --------------------------------------------------------------------------------------------------------

// The element at the start of bytes: {tag, body, all}. Throws when it is cut short or not DER.
export function read(bytes) {
	const bad = () => { throw new Error('not DER'); };
	if (bytes.length < 2 || (bytes[0] & 0x1f) === 0x1f)
		bad();
	let n = bytes[1], at = 2;
	if (n & 0x80) {
		const count = n & 0x7f;
		if (count < 1 || count > 4 || bytes.length < 2 + count)
			bad();
		n = 0;
		while (at < 2 + count)
			n = n * 256 + bytes[at++];
		if (n < 128)
			bad();
	}
	if (at + n > bytes.length)
		bad();
	return { tag: bytes[0], body: bytes.subarray(at, at + n), all: bytes.subarray(0, at + n) };
}

// The elements inside one with that tag.
export function children(element, tag = 0x30) {
	if (!element || element.tag !== tag)
		throw new Error('not the element expected');
	const out = [];
	for (let rest = element.body; rest.length > 0;) {
		const e = read(rest);
		out.push(e);
		rest = rest.subarray(e.all.length);
	}
	return out;
}

// The number in an INTEGER that fits.
export function number(element) {
	if (!element || element.tag !== 0x02 || element.body.length > 6)
		throw new Error('not a number');
	return element.body.reduce((n, x) => n * 256 + x, 0);
}

export function isOid(element, text) {
	const want = oid(text);
	return element !== undefined && element.all.length === want.length && element.all.every((x, i) => x === want[i]);
}
