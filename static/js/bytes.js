// Bytes and the texts they are written as. Uint8Array throughout.

export const utf8 = s => new TextEncoder().encode(s);

export function concat(...parts) {
	const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
	let at = 0;
	for (const p of parts) {
		out.set(p, at);
		at += p.length;
	}
	return out;
}

export function equal(a, b) {
	return a.length === b.length && a.every((x, i) => x === b[i]);
}

export const hex = b => Array.from(b, x => x.toString(16).padStart(2, '0')).join('');
// as people compare it: groups of four
export const hex4 = b => hex(b).replace(/(.{4})(?=.)/g, '$1 ');

export function base64(b) {
	let s = '';
	for (let i = 0; i < b.length; i += 8192)
		s += String.fromCharCode(...b.subarray(i, i + 8192));
	return btoa(s);
}

// Throws when the text is not base64 (either alphabet, padding optional).
export function unbase64(s) {
	const plain = s.replace(/[\s=]/g, '').replace(/-/g, '+').replace(/_/g, '/');
	return Uint8Array.from(atob(plain), c => c.charCodeAt(0));
}

export const base64url = b => base64(b).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

export async function sha256(b) {
	return new Uint8Array(await crypto.subtle.digest('SHA-256', b));
}

export const random = n => crypto.getRandomValues(new Uint8Array(n));

// RFC 7468
export function pem(label, der) {
	return `-----BEGIN ${label}-----\n${base64(der).replace(/(.{64})/g, '$1\n').replace(/\n$/, '')}\n-----END ${label}-----\n`;
}
