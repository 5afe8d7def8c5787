// What the status service says of a certificate, asked with OpenSSL.
import path from 'node:path';
import { equal, run, work } from './lib.mjs';

// A CA's certificate as a PEM file.
export function ca(name) {
	const to = path.join(work, `${name}.pem`);
	run('openssl', 'x509', '-inform', 'DER', '-in', path.join(process.env.VAR, 'conf/ca', `${name}.cer`), '-out', to);
	return to;
}

// OCSP: "good", "unknown", or "revoked" and why.
export function ocsp(cert, issuer) {
	const said = run('openssl', 'ocsp', '-issuer', ca(issuer), '-CAfile', ca('root'), '-verify_other', ca(issuer), '-sha256', '-cert', cert,
		'-url', `${process.env.STATUS}/pki/ocsp`, '-no_nonce');
	return [/: (good|revoked|unknown)/.exec(said)[1], /Reason: (\w+)/.exec(said)?.[1]].filter(Boolean).join(' ');
}

// Asks until it says so.
export async function says(cert, issuer, what, seconds = 20) {
	for (let i = 0; i < 4 * seconds && ocsp(cert, issuer) !== what; i++)
		await new Promise(r => setTimeout(r, 250));
	equal(ocsp(cert, issuer), what, 'OCSP');
}

// The list as text; it stands as PEM at the path besides.
export function list(issuer) {
	const der = path.join(work, `${issuer}.der`), pem = path.join(work, `${issuer}.crl`);
	run('curl', '-sf', '-o', der, `${process.env.STATUS}/pki/crl/${issuer}.crl`);
	run('openssl', 'crl', '-inform', 'DER', '-in', der, '-out', pem, '-CAfile', ca(issuer));
	return { text: run('openssl', 'crl', '-in', pem, '-noout', '-text'), path: pem };
}
