// What may be signed: the shape of a paper (cgi/signd/PROTOCOL.md) as far as a page needs it to show it honestly. Every refusal is
// an Error whose message is a key of text.js.
import { hex, sha256, unbase64, utf8 } from './bytes.js';

const MAX = 400000;	// characters of a fragment; 200 kB of text passed in browsers

// What hides or reorders text: as str_is_invisible (cgi/util/str.c), \n apart, which ends the lines. signd has the last word.
const HIDDEN = new RegExp('[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f' +
	'\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\ufdd0-\\ufdef\\ufffe\\uffff' +
	'\\u{e0000}-\\u{e0fff}]', 'u');

const fail = key => { throw new Error(key); };

export async function digest(text) {
	return `sha256:${hex(await sha256(utf8(text)))}`;
}

// {kind, fields}: first line certhall-KIND-1, then key=value lines, each key once, all ended by \n, NFC.
export function parse(text) {
	if (typeof text !== 'string' || text === '' || !text.endsWith('\n') || HIDDEN.test(text) || text !== text.normalize('NFC'))
		fail('odd');
	const [first, ...lines] = text.slice(0, -1).split('\n');
	const kind = /^certhall-([a-z]+)-1$/.exec(first);
	if (!kind)
		fail('odd');
	const fields = new Map();
	for (const line of lines) {
		const at = line.indexOf('=');
		if (at < 1 || !/^[A-Za-z0-9.-]+$/.test(line.slice(0, at)) || fields.has(line.slice(0, at)))
			fail('odd');
		fields.set(line.slice(0, at), line.slice(at + 1));
	}
	return { kind: kind[1], fields };
}

// The fragment: base64url of a JSON object (static/README.md). What is wrong with its form is 'broken'.
export function fragment(hash) {
	if (hash.length < 2)
		fail('nothing');
	if (hash.length > MAX || !/^#[A-Za-z0-9_-]+$/.test(hash))
		fail('broken');
	let job;
	try {
		job = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(unbase64(hash.slice(1))));
	} catch (e) {
		fail('broken');
	}
	if (job === null || typeof job !== 'object' || Array.isArray(job))
		fail('broken');
	for (const [name, value] of Object.entries(job))
		if (name === 'allow' ? !Array.isArray(value) || !value.every(v => typeof v === 'string') : typeof value !== 'string')
			fail('broken');
	return job;
}

// Back to a place of the consoles, never to another origin.
export function way(back) {
	if (typeof back !== 'string' || !/^\/(ra|admin)\/[A-Za-z0-9_\/-]*$/.test(back) || back.includes('//'))
		fail('way');
	return back;
}

// Everything that forbids signing this paper: its form, its case text, its time.
export async function check(job, now) {
	const paper = parse(job.paper);
	if (paper.kind === 'decision') {
		if (typeof job.case !== 'string' || parse(job.case).kind !== 'case')
			fail('differs');
		if (paper.fields.get('case') !== await digest(job.case))
			fail('differs');
	} else if (job.case !== undefined) {
		fail('odd');
	}
	const until = paper.fields.get('until');
	if (until !== undefined && !(Date.parse(until) > now))
		fail('late');
	return paper;
}
