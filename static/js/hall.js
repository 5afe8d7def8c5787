// On every page; each part of it only makes easier what works without it. No inner HTML is written (Trusted Types).
document.body.classList.add('js-enabled', 'govuk-frontend-supported');

// --- faults: the summary is read first; its links lead into the fields ------------------------------------------------
const summary = document.querySelector('[data-error-summary]');
if (summary) {
	summary.focus();
	summary.addEventListener('click', e => {
		const link = e.target.closest('a[href^="#"]'), field = link && document.getElementById(link.hash.slice(1));
		if (field) {
			e.preventDefault();
			(field.closest('.govuk-form-group') || field).scrollIntoView();
			field.focus({ preventScroll: true });
		}
	});
}

// --- after a refused form Back and reload ask for the page, not whether the form shall be sent again -------------------------
if (document.querySelector('[data-answered]'))
	history.replaceState(null, '', location.href);

// --- the page's place in a menu that scrolls sideways -------------------------------------------------------------------------
const here = document.querySelector('nav.nav [aria-current], nav.sb [aria-current]');
for (let box = here && here.parentElement; box && box.tagName !== 'NAV'; box = box.parentElement)
	if (box.scrollWidth > box.clientWidth)
		box.scrollLeft += here.getBoundingClientRect().left - box.getBoundingClientRect().left - (box.clientWidth - here.offsetWidth) / 2;

// --- a form is sent once, however often the button is pressed; the server knows the token besides ------------------------
// (on the document, so that a script of the page that stops the form has spoken before)
document.addEventListener('submit', e => {
	const form = e.target;
	if (e.defaultPrevented || form.method !== 'post')
		return;
	if (form.dataset.sent) {
		e.preventDefault();
		return;
	}
	form.dataset.sent = '1';
	form.setAttribute('aria-busy', 'true');
	setTimeout(() => again(form), 8000);	// a download leaves the page where it is
});
function again(form) {
	delete form.dataset.sent;
	form.removeAttribute('aria-busy');
}
window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(again));

// --- a link that is called a button is pressed like one: with the space bar too (WAI-ARIA, button) ------------------------
document.addEventListener('keydown', e => {
	const link = e.key === ' ' && e.target.closest('a[role=button]');
	if (link) {
		e.preventDefault();
		link.click();
	}
});

// --- files: too large is said before they are sent ------------------------------------------------------------------------
for (const input of document.querySelectorAll('input[type=file][data-max]')) {
	const note = input.parentElement.querySelector('[data-too-large]');
	const large = () => input.files.length > 0 && input.files[0].size > Number(input.dataset.max);
	input.addEventListener('change', () => { note.hidden = !large(); });
	input.form?.addEventListener('submit', e => {
		// another button of the same form, such as "remove", sends no file
		if (e.submitter && e.submitter.formNoValidate) {
			input.value = '';
			note.hidden = true;
		} else if (large()) {
			e.preventDefault();
			note.hidden = false;
			input.focus();
		}
	});
}

// --- dialogs: the same form as the page that the server shows otherwise -----------------------------------------------------
for (const button of document.querySelectorAll('[data-open-dialog]')) {
	const dialog = document.getElementById(button.dataset.openDialog), need = document.getElementById(button.dataset.needs);
	// not ticked: the form goes to the server, which answers with the fault
	if (dialog && dialog.showModal)
		button.addEventListener('click', e => {
			if (!need || need.checked) {
				e.preventDefault();
				dialog.showModal();
			}
		});
}
// one that the page was loaded for: it stands in the page, and now comes before it
for (const dialog of document.querySelectorAll('dialog[data-show]')) {
	if (dialog.showModal) {
		dialog.classList.remove('dlg--page');
		dialog.close();
		dialog.showModal();
		dialog.querySelector('.govuk-form-group--error input')?.focus();
	}
}
for (const button of document.querySelectorAll('[data-close-dialog]'))
	button.addEventListener('click', e => {
		e.preventDefault();
		button.closest('dialog').close('later');
	});

// --- how far a long text was read: a help for the reader, never a gate --------------------------------------------------------
const scroller = document.querySelector('[data-scroller]'), end = document.querySelector('[data-read-end]');
if (scroller && end) {
	const bar = document.querySelector('[data-read-progress]'), text = document.querySelector('[data-read-text]');
	const show = n => {
		if (bar && n > bar.value)
			bar.value = n;
		if (bar && text)
			text.textContent = bar.value === 100 ? text.dataset.all : `${text.dataset.read} ${bar.value}%`;
	};
	scroller.addEventListener('scroll', () => {
		const way = scroller.scrollHeight - scroller.clientHeight;
		if (way > 4)
			show(Math.min(99, Math.round(100 * scroller.scrollTop / way)));
	}, { passive: true });
	// holds for the inner scroller and for a phone, where the text flows with the page
	new IntersectionObserver(seen => seen.some(s => s.isIntersecting) && show(100)).observe(end);
}
