// The key panel (part/script.cs, key_panel): makes a key pair and its request, lets the key file be saved, sends the request.
import { hex4, pem, sha256 } from './bytes.js';
import { lock } from './keyfile.js';
import { save, say } from './panel.js';
import { makePair, makeRequest } from './request.js';

const SHORTEST = 10;

function fault(pass, again) {
	if (Array.from(pass).length < SHORTEST)
		return 'short';
	if (/[\u0000-\u001f\u007f-\u009f]/.test(pass))
		return 'bad';
	return pass === again ? '' : 'differ';
}

function start(panel) {
	const form = panel.closest('form'), find = s => panel.querySelector(s);
	const csr = find('[name=csr]'), pass = find('#key-pass'), again = find('#key-pass2');
	const first = find('[name=algorithm]');
	let file = null, saved = false, busy = false, sending = false;

	if (first && !find('[name=algorithm]:checked'))
		first.checked = true;

	async function make() {
		const subject = Array.from(panel.querySelectorAll('[data-subject]'), e => ({ type: e.dataset.subject, value: e.value }));
		const dns = Array.from(panel.querySelectorAll('[data-dns]'), e => e.value);
		const pair = await makePair(find('[name=algorithm]:checked').value);
		const request = await makeRequest(pair, subject, { email: panel.dataset.email, dns });
		file = pem('ENCRYPTED PRIVATE KEY', await lock(pair.privateKey, pass.value));
		saved = false;
		csr.value = pem('CERTIFICATE REQUEST', request);
		const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey));
		find('[data-code]').textContent = hex4(await sha256(spki));
		find('[data-made]').hidden = false;
		pass.value = again.value = '';
	}

	find('[data-make]').addEventListener('click', () => {
		const wrong = fault(pass.value, again.value);
		if (busy)
			return;
		if (wrong) {
			say(panel, wrong);
			(wrong === 'differ' ? again : pass).focus();
			return;
		}
		busy = true;
		say(panel, 'busy');
		make().then(() => say(panel, 'made'), () => say(panel, 'failed')).finally(() => { busy = false; });
	});
	find('[data-save]').addEventListener('click', e => {
		e.preventDefault();
		save(file, `${panel.dataset.file || 'certhall-key'}.pem`, 'application/x-pem-file');
		saved = true;
		say(panel, 'made');
	});
	form.addEventListener('submit', e => {
		// another button of the same form, such as "save for later", sends no key
		if (e.submitter && e.submitter.formNoValidate)
			return;
		if (csr.value === '' || !saved) {
			e.preventDefault();
			say(panel, csr.value === '' ? 'first' : 'unsaved');
			find(csr.value === '' ? '#key-pass' : '[data-save]').focus();
			return;
		}
		sending = true;
	});
	window.addEventListener('beforeunload', e => {
		if (!sending && (busy || (file !== null && !saved))) {
			e.preventDefault();
			e.returnValue = 'unsaved';	// Chromium before 119 asks for this alone; no browser shows the word
		}
	});
}

for (const panel of document.querySelectorAll('[data-key-panel]'))
	start(panel);
