// What the panels of part/script.cs share. Scripts hold no words: the page holds the sentences, marked data-say.

// Shows that sentence of the panel and no other; '' shows none.
export function say(panel, id) {
	for (const e of panel.querySelectorAll('[data-say]'))
		e.hidden = e.dataset.say !== id;
}

// Offers bytes as a file of that name.
export function save(bytes, name, type) {
	const a = document.createElement('a');
	a.href = URL.createObjectURL(new Blob([bytes], { type }));
	a.download = name;
	document.body.append(a);
	a.click();
	a.remove();
	setTimeout(() => URL.revokeObjectURL(a.href), 60000);
}

// The one file chosen, as bytes; throws 'none'. A key file is small: more than 64 KiB is none.
export async function chosen(input) {
	const file = input.files[0];
	if (!file)
		throw new Error('none');
	if (file.size > 65536)
		throw new Error('nokey');
	return new Uint8Array(await file.arrayBuffer());
}

// Runs work, one at a time, and says how it went: what work returns, or the name of the error it threw.
export function answer(panel, work) {
	if (panel.dataset.busy)
		return;
	panel.dataset.busy = '1';
	say(panel, 'busy');
	work().catch(e => panel.querySelector(`[data-say="${CSS.escape(e.message)}"]`) ? e.message : 'wrong')
		.then(word => say(panel, word)).finally(() => delete panel.dataset.busy);
}
