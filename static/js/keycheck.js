// "Check my key file" (part/script.cs, keycheck_panel): is it the key of this application? Nothing is sent.
import { hex } from './bytes.js';
import { codeOf, fromFile, open } from './keyfile.js';
import { answer, chosen } from './panel.js';

for (const form of document.querySelectorAll('form[data-keycheck]'))
	form.addEventListener('submit', e => {
		e.preventDefault();
		answer(form, async () => {
			const key = await open(fromFile(await chosen(form.querySelector('#kc-file'))), form.querySelector('#kc-pass').value);
			return hex(await codeOf(key)) === form.dataset.spki ? 'good' : 'other';
		});
	});
