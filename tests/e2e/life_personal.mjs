// A person's certificate from the first visit to the list that names it: on a phone, with the desk beside.
import fs from 'node:fs';
import path from 'node:path';
import { done, equal, fails, ok, run, test, work } from './lib.mjs';
import { decide, view } from './desk.mjs';
import { agree, byCode, consent, evidence, fill, idNumber, issued, login, makeKey, mobile, seen, send, submit, upload, proveMail } from './hall.mjs';
import { arrives, operator, sign } from './people.mjs';
import { ca, list, ocsp, says } from './pki.mjs';

const me = { clerk: `P${String(Date.now()).slice(-5)}`, mobile: mobile(), number: idNumber(), name: '欧阳·静怡' };
const PASS = '口令 Pass-phrase 2026';
let app, no, keyFile, serial, cert;

let mine, hers;		// what the two browsers keep between the chapters: cookies of the applicant, the clerk's authenticator

// The clerk's browser, with the authenticator she was enrolled with, logged in at the desk.
async function clerk(t) {
	const p = await t.page(1280), a = await t.authenticator(p);
	for (const credential of hers.credentials)
		await a.cdp.send('WebAuthn.addCredential', { authenticatorId: a.id, credential });
	await p.goto(`${t.base}/ra/login`);
	await p.fill('#f-person', me.clerk);
	await p.click('main form button[type=submit]');
	await seen(t, p, 'desk-login-key');
	await p.click('[data-passkey] button');
	await p.waitForURL('**/ra/');
	return { p, keep: async () => { hers = await a.cdp.send('WebAuthn.getCredentials', { authenticatorId: a.id }); } };
}

await test('enrols_a_clerk_with_an_authenticator_by_invitation', async t => {
	const one = await operator(t, 'demo-security-1', '/admin');
	const two = await operator(t, 'demo-security-2', '/admin');
	await one.goto(`${t.base}/admin/users/new`);
	await one.check('#f-op_clerk');
	await fill(one, { op_no: me.clerk, op_name: '林录入', op_kind: 'resident', op_number: idNumber() });
	await one.waitForSelector('#h-invite');
	await seen(t, one, 'office-user-invited');
	const user = one.url(), invitation = await one.textContent('[aria-labelledby=h-invite] .keycode');

	const p = await t.page(1280), a = await t.authenticator(p);
	await p.goto(invitation.trim());
	await seen(t, p, 'office-register');
	await sign(p, 'main', '#device', () => seen(t, p, 'signing-register'));
	const code = await p.textContent('.keycode');
	await sign(p, 'main', '#device');
	for (const admin of [one, two]) {
		await admin.goto(user);
		equal(await admin.textContent('.keycode'), code, 'the fingerprint that the two compare');
		await sign(admin, '#f-sign', '#soft', () => seen(t, admin, 'signing-operator'));
	}
	await arrives(p, 'main a[href="/admin/login"]');
	await seen(t, p, 'office-register-done');
	await one.reload();
	await seen(t, one, 'office-user-active');
	hers = await a.cdp.send('WebAuthn.getCredentials', { authenticatorId: a.id });
});

await test('applies_on_a_phone', async t => {
	const p = await t.page(390), look = name => seen(t, p, name), kinds = [];
	t.expect(422);
	await p.goto(`${t.base}/`);
	await look('home');
	await p.goto(`${t.base}/login`);
	await look('login');
	await login(t, p, me.mobile);
	await look('my-empty');
	await p.goto(`${t.base}/apply/new/personal`);
	await look('apply-personal');
	app = await agree(p, t.base, 'personal', async () => {
		kinds.push(await p.inputValue('[name=kind]'));
		await look(`text-${kinds.at(-1)}`);
		if (kinds.length > 1)
			return;
		await submit(p);				// not ticked
		await p.waitForSelector('#f-agree-error');
		await look('text-not-ticked');
		await p.goto(p.url().replace(/agreement$/, 'identity'));
		ok(p.url().endsWith('/agreement'), 'something is asked before the texts');
	});
	equal(kinds, ['notice', 'risk', 'agreement', 'cps', 'privacy']);

	await fill(p, { common_name: me.name, mobile: me.mobile, email: 'jingyi@example.cn', purpose: '' });
	await p.waitForSelector('#f-purpose-error');
	equal(await p.inputValue('#f-common_name'), me.name, 'typed and kept');
	await look('subject-error');
	await fill(p, { purpose: '登录与签名：供应商平台' });
	await proveMail(p, 'jingyi@example.cn');

	// the separate consent, as a dialog
	await p.waitForURL('**/sensitive');
	ok(await p.$eval('#spi', d => d.open && d.matches(':modal')), 'no dialog');
	equal(await p.evaluate(() => document.activeElement.id), 'spi-h');
	equal(await p.$$eval('#spi [type=radio]', all => all.map(e => [e.value, e.checked])), [['accept', false], ['refuse', false]]);
	const [yes, no_] = await p.$$eval('#spi .govuk-radios__item', all => all.map(e => [e.offsetHeight, getComputedStyle(e).fontWeight, getComputedStyle(e).color]));
	equal(yes, no_, 'consent and refusal do not weigh the same');
	await look('sensitive-dialog');
	await p.click('[data-close-dialog]');
	ok(!await p.isVisible('#spi'));
	await look('sensitive');
	await p.click('[data-open-dialog]');
	await p.click('#spi footer button[type=submit]');
	await p.waitForSelector('#f-sensitive-error');
	await look('sensitive-error');
	await consent(p);
	await p.waitForURL('**/identity');

	await fill(p, { id_kind: 'resident', id_no: me.number.slice(0, 17) + (me.number[17] === '1' ? '2' : '1') });
	await p.waitForSelector('#f-id_no-error');
	await look('identity-error');
	equal((await p.reload()).request().method(), 'GET', 'reload after a refused form');
	await fill(p, { id_kind: 'resident', id_no: me.number });
	await p.waitForURL('**/key');
	await look('key');
	keyFile = await makeKey(t, p, 'p256', PASS);

	const papers = await evidence(t, me.name);
	await look('materials');
	const text = path.join(work, '身份证.heic');
	fs.writeFileSync(text, 'no picture at all');
	await p.setInputFiles('#f-id_front', text);
	await p.click('form:has(#f-id_front) button.govuk-button');
	await p.waitForSelector('#f-id_front-error');
	ok((await p.textContent('#f-id_front-error')).includes('JPG'));
	await look('materials-error');
	await upload(p, { id_front: papers.jpg, id_back: papers.png });
	await p.setInputFiles('#f-id_back', papers.pdf);		// another instead
	await p.click('form:has(#f-id_back) button.govuk-button');
	await p.waitForSelector('#m-id_back ~ dl:has-text(".pdf")');
	await look('materials-done');
	await p.click('main a[href$="/check"]');
	await look('check');
	const shown = await p.textContent('main');
	ok(shown.includes(me.name) && !shown.includes(me.number), 'the number stands in the clear');
	await submit(p);
	await p.waitForSelector('#f-declare-error');
	no = await send(p, app);
	await look('done');
	await p.goBack();				// Back breaks nothing and makes no second one
	await p.goto(`${t.base}/my`);
	equal(await p.$$eval('main table a', all => all.map(a => a.textContent)), [no]);
	await look('my');
	await p.goto(app);
	await look('case');
	await p.setInputFiles('#kc-file', keyFile);
	await p.fill('#kc-pass', PASS);
	await p.click('[data-keycheck] button');
	await p.waitForSelector('[data-keycheck] [data-say=good]:not([hidden])');
	mine = await p.context().storageState();
});

await test('prints_a_receipt_on_one_sheet', async t => {
	for (const width of [390, 1280]) {
		const p = await t.page(width, { storageState: mine });
		await p.goto(`${t.base}/receipt/${no}`);
		await seen(t, p, 'receipt');
		ok((await p.textContent('.sheet')).includes(no));
		ok(await p.$('.sheet svg, .sheet img'), 'no code to check it with');
		await p.emulateMedia({ media: 'print' });
		ok(!await p.isVisible('.mast') && !await p.isVisible('.nav') && !await p.isVisible('.foot'), 'what belongs to the screen is printed');
		await t.shot(p, 'receipt-print');
		const sheet = path.join(work, `receipt-${width}.pdf`);
		await p.pdf({ path: sheet, format: 'A4' });
		equal(/Pages: +(\d+)/.exec(run('pdfinfo', sheet))[1], '1');
	}
});

await test('is_entered_and_reviewed_by_two_people', async t => {
	const { p: one, keep } = await clerk(t);
	await seen(t, one, 'desk-queue');
	ok(await one.$(`main a[href="/ra/${no}"]`), 'not in the queue');
	await one.click(`main a[href="/ra/${no}"]`);
	await seen(t, one, 'desk-case-entry');
	ok(!(await one.textContent('main')).includes(me.number), 'the number stands in the clear');
	await decide(t, one, no, { key: '#device', look: () => seen(t, one, 'signing-enter') });
	await one.goto(`${t.base}/ra/${no}`);
	equal(await one.$$('#f-decision'), [], 'she may not review what she entered');
	await seen(t, one, 'desk-case-entered');
	await keep();

	const two = await operator(t, 'demo-reviewer');
	await view(t, two, no);
	await seen(t, two, 'desk-case-review');
	await decide(t, two, no, { look: () => seen(t, two, 'signing-review') });
	const p = await t.page(390, { storageState: mine });
	serial = await issued(p, app);
	await seen(t, p, 'case-issued');
	await p.goto(`${t.base}/my`);
	await seen(t, p, 'my-issued');
});

await test('downloads_by_code_joins_a_pkcs12_and_confirms', async t => {
	const p = await t.page(390, { storageState: mine });
	await p.goto(`${t.base}/cert/${serial}`);
	await seen(t, p, 'cert');
	await p.click('main a[href$="/download"]');
	await seen(t, p, 'download');
	await byCode(p, me.mobile, 'open');
	await p.waitForSelector('form[data-p12]');
	await seen(t, p, 'download-open');
	cert = await t.download(p, () => p.click('main a[href$="/file/pem"]'));
	const der = await t.download(p, () => p.click('main a[href$="/file/cer"]'));
	const p7b = await t.download(p, () => p.click('main a[href$="/file/p7b"]'));
	equal(run('openssl', 'x509', '-in', cert), run('openssl', 'x509', '-inform', 'DER', '-in', der));
	equal(run('openssl', 'pkcs7', '-inform', 'DER', '-in', p7b, '-print_certs').match(/BEGIN CERT/g).length, 3);
	run('openssl', 'verify', '-x509_strict', '-CAfile', ca('root'), '-untrusted', ca('ca-p256'), cert);
	ok(run('openssl', 'x509', '-in', cert, '-noout', '-subject', '-nameopt', 'utf8').includes(me.name));

	await p.setInputFiles('#p12-file', keyFile);
	await p.fill('#p12-pass', 'not the password');
	await p.click('form[data-p12] button');
	await p.waitForSelector('form[data-p12] [data-say=wrong]:not([hidden])');
	await p.fill('#p12-pass', PASS);
	const p12 = await t.download(p, () => p.click('form[data-p12] button'));
	await seen(t, p, 'download-joined');
	const out = run('openssl', 'pkcs12', '-in', p12, '-passin', `pass:${PASS}`, '-nodes');
	equal([out.match(/BEGIN CERTIFICATE/g).length, out.match(/BEGIN PRIVATE KEY/g).length], [3, 1]);
	fails('openssl', 'pkcs12', '-in', p12, '-passin', 'pass:another', '-nodes');
	const nss = path.join(work, 'nss'), pass = path.join(work, 'pass');
	fs.mkdirSync(nss);
	fs.writeFileSync(pass, 'nss\n');
	run('certutil', '-N', '-d', nss, '-f', pass);
	run('pk12util', '-i', p12, '-d', nss, '-k', pass, '-W', PASS);
	ok(/u,u,u/.test(run('certutil', '-L', '-d', nss)), 'NSS has no key for it');

	await p.goto(`${t.base}/cert/${serial}`);
	await p.click('form[action$="/accept"] button');
	await p.waitForSelector('main:not(:has(form[action$="/accept"]))');
	await seen(t, p, 'cert-accepted');
	equal(ocsp(cert, 'ca-p256'), 'good');
});

await test('reports_the_loss_without_a_login', async t => {
	const p = await t.page(390);
	await p.goto(`${t.base}/`);
	await p.click('main a[href="/suspend"]');
	await seen(t, p, 'suspend');
	await fill(p, { serial, mobile: me.mobile });
	await p.waitForSelector('#f-code');
	equal(ocsp(cert, 'ca-p256'), 'good', 'nothing is held before the code');
	await seen(t, p, 'suspend-code');
	await byCode(p, me.mobile, 'take');
	await p.waitForURL('**/suspend/*');
	await seen(t, p, 'suspend-done');
	await says(cert, 'ca-p256', 'revoked certificateHold', 5);
	await p.click('main a[href^="/suspend/receipt/"]');
	await arrives(p, '.sheet:not(:has(.nil))', 60);
	await seen(t, p, 'suspend-receipt');
	ok(list('ca-p256').text.includes(serial.toUpperCase()), 'not on the list');
	await p.goto(`${t.base}/query?serial=${serial}`);
	await seen(t, p, 'query-held');
});

await test('is_released_by_two_operators', async t => {
	const { p: one, keep } = await clerk(t), two = await operator(t, 'demo-reviewer');
	t.expect(422);
	await one.goto(`${t.base}/ra/?tab=loss`);
	await seen(t, one, 'desk-loss');
	await one.click(`main a[href="/ra/cert/${serial}"]`);
	await seen(t, one, 'desk-cert-held');
	await one.fill('#f-release_text', '本人到场，核对身份证件与登记信息一致');
	await one.check('#f-release_seen');
	await one.click('form[action$="/release"] button');
	await one.waitForURL('**/ra/paper/*');
	await seen(t, one, 'desk-paper');
	const paper = one.url();
	await sign(one, 'main', '#device', () => seen(t, one, 'signing-release'));
	await keep();
	equal(ocsp(cert, 'ca-p256'), 'revoked certificateHold', 'released by one alone');
	await two.goto(paper);
	await sign(two);
	await says(cert, 'ca-p256', 'good', 20);
	await two.goto(`${t.base}/ra/cert/${serial}`);
	await seen(t, two, 'desk-cert-released');
});

await test('is_revoked_for_good_after_a_second_confirmation', async t => {
	const p = await t.page(390, { storageState: mine });
	t.expect(422);
	await p.goto(`${t.base}/revoke?serial=${serial}`);
	await seen(t, p, 'revoke');
	await byCode(p, me.mobile, 'take');
	await p.waitForURL('**/revoke/*');
	await p.click('button[value=check]');
	await p.waitForSelector('#f-why-error');
	await seen(t, p, 'revoke-error');
	await p.check('[name=why][value=leaked]');
	await p.click('button[value=check]');
	await p.waitForSelector('button[value=revoke]');
	await seen(t, p, 'revoke-sure');
	equal(ocsp(cert, 'ca-p256'), 'good', 'revoked before the confirmation');
	await p.click('button[value=revoke]');
	await p.waitForURL('**/revoke/receipt/*');
	await says(cert, 'ca-p256', 'revoked keyCompromise', 10);
	await arrives(p, '.sheet:not(:has(.nil))', 70);
	await seen(t, p, 'revoke-receipt');
	const entry = list('ca-p256').text.split('Serial Number').find(e => e.includes(serial.toUpperCase()));
	ok(/Key Compromise/.test(entry), `the list says ${entry}`);
	fails('openssl', 'verify', '-x509_strict', '-crl_check', '-CAfile', ca('root'), '-untrusted', ca('ca-p256'), '-CRLfile', list('ca-p256').path, cert);
	await p.goto(`${t.base}/cert/${serial}`);
	await seen(t, p, 'cert-revoked');
	await p.goto(`${t.base}/my`);
	await seen(t, p, 'my-revoked');
});

await done();
