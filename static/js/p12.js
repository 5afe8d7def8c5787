// Joins certificate and key file to a PKCS#12 file (part/script.cs, p12_panel). Nothing is sent.
import { unbase64 } from './bytes.js';
import { fromFile } from './keyfile.js';
import { answer, chosen, save } from './panel.js';
import { join } from './pkcs12.js';

for (const form of document.querySelectorAll('form[data-p12]'))
	form.addEventListener('submit', e => {
		e.preventDefault();
		answer(form, async () => {
			const file = fromFile(await chosen(form.querySelector('#p12-file')));
			const p12 = await join({ file, pass: form.querySelector('#p12-pass').value, cert: unbase64(form.dataset.cert),
				chain: form.dataset.chain.split(' ').filter(c => c !== '').map(unbase64), title: form.dataset.title });
			save(p12, `${form.dataset.file || 'certificate'}.p12`, 'application/x-pkcs12');
			return 'good';
		});
	});
