// The hall's pages from home to receipt, seen at both widths and in three languages, with and without a script.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { done, equal, ok, run, test, work } from './lib.mjs';
import { agree, consent, fill, login, makeKey, sample, seen, send, submit, upload } from './hall.mjs';

const PASS = '保管好的口令 2026';
const languages = { 'zh-CN': 'zh', en: 'en', vi: 'vi' };

async function personal(t, p, tag, mobile) {
	const see = name => seen(t, p, `${tag}-${name}`);
	await p.goto(`${t.base}/`);
	await see('home');
	await login(t, p, mobile);
	await see('my-empty');
	await p.goto(`${t.base}/apply/new/personal`);
	await see('new');
	const app = await agree(p, t.base, 'personal', (_, n) => n < 4 ? see(`text${n}`) : 0);
	t.expect(422);
	await fill(p, { common_name: '', mobile: '12345' });
	await see('subject-fault');
	await fill(p, { common_name: '阿凡提·买买提', mobile: mobile, purpose: '办理税务申报、签署合同' });
	await p.waitForURL('**/sensitive');
	ok(await p.evaluate(() => document.querySelector('dialog').matches(':modal')), 'the separate consent is no dialog');
	await see('sensitive');
	await consent(p);
	await p.waitForURL('**/identity');
	await fill(p, { id_kind: 'resident', id_no: '110105194912310021' });
	await see('identity-fault');
	await fill(p, { id_no: '11010519491231002X' });
	await p.waitForURL('**/key');
	await see('key');
	const key = await makeKey(t, p, 'p256', PASS);
	await p.setInputFiles('#f-id_front', sample('filetype/exe'));
	await p.locator('form:has(#f-id_front) button').first().click();
	await see('materials-fault');
	await upload(p, { id_front: 'filetype/small.jpg', id_back: 'filetype/small.png' });
	await see('materials');
	await p.goto(`${app}/check`);
	await see('check');
	const no = await send(p, app);
	await see('done');
	await p.goto(`${t.base}/receipt/${no}`);
	await see('receipt');
	await p.goto(app);
	await p.setInputFiles('#kc-file', key);
	await p.fill('#kc-pass', PASS);
	await p.click('[data-keycheck] button');
	await p.waitForSelector('[data-say=good]:not([hidden])');
	await see('case');
	await p.goto(`${t.base}/progress?no=${no}`);
	await see('progress');
	return { app, no };
}

for (const [width, lang, mobile] of [[1280, 'zh-CN', '13811110001'], [390, 'zh-CN', '13811110002'], [1280, 'en', '13811110003'],
	[390, 'en', '13811110004'], [1280, 'vi', '13811110005'], [390, 'vi', '13811110006']])
	await test(`personal_certificate_in_${languages[lang]}_at_${width}`, async t => {
		const p = await t.page(width, { lang });
		await personal(t, p, `apply-${languages[lang]}`, mobile);
	});

await test('back_never_breaks_and_two_clicks_make_one_application', async t => {
	const p = await t.page(1280);
	await login(t, p, '13822220001');
	const app = await agree(p, t.base, 'personal');
	await fill(p, { common_name: '张三', purpose: '签署合同' });
	await p.waitForURL('**/sensitive');
	await p.keyboard.press('Escape');			// the dialog can be left
	await p.goBack();
	await p.waitForURL('**/subject');
	equal(await p.inputValue('#f-common_name'), '张三');
	await submit(p);
	await consent(p);
	await fill(p, { id_kind: 'resident', id_no: '11010519491231002X' });
	await makeKey(t, p, 'rsa2048', PASS);
	await upload(p, { id_front: 'filetype/small.jpg', id_back: 'filetype/small.png' });
	const other = await t.page(1280, { beside: p });
	await other.goto(`${app}/check`);
	const no = await send(p, app);
	await other.check('#f-declare');
	await submit(other);				// the other window presses it as well
	await other.waitForURL('**/done');
	equal((await other.textContent('.panel b')).trim(), no);
	for (let i = 0; i < 4; i++) {
		await p.goBack();
		ok(!/4\d\d|5\d\d/.test(await p.title()), `Back shows ${await p.title()}`);
		equal(await p.locator('h1').count(), 1, 'headings');
	}
});

await test('an_organisation_without_a_script_by_a_pasted_request', async t => {
	const p = await t.page(390, { js: false });
	t.expect(422, 409);
	await login(t, p, '13833330001');
	await p.goto(`${t.base}/apply/new/enterprise`);
	await p.click('form[action="/apply/new/enterprise"] button');
	while (!p.url().endsWith('/subject')) {
		await p.check('#f-agree');
		await submit(p);
	}
	const app = p.url().replace(/\/subject$/, '');
	await fill(p, { org_name: '示例（北京）科技有限公司', uscc: '91350100M000100Y43', province: '北京市', locality: '海淀区',
		legal_name: '王五', agent_name: '赵六', agent_mobile: '13833330001', purpose: '投标签章' });
	await p.waitForURL('**/sensitive');
	await t.shot(p, 'apply-nojs-sensitive');
	await consent(p);
	await fill(p, { legal_id_kind: 'resident', legal_id_no: '11010519491231002X', agent_id_kind: 'resident', agent_id_no: '440524188001010014' });
	await p.waitForURL('**/key');
	const csr = path.join(work, 'request.pem');
	execFileSync('openssl', ['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', path.join(work, 'unit.key'), '-subj', '/CN=unit',
		'-out', csr], { stdio: 'ignore' });
	await t.shot(p, 'apply-nojs-key');
	await p.fill('#f-csr', fs.readFileSync(csr, 'utf8'));
	await p.locator('form:has(#f-csr) button').click();
	await p.waitForURL('**/materials');
	await upload(p, { licence: 'filetype/small.pdf', legal_id: 'filetype/small.jpg', agent_id: 'filetype/small.png',
		authorisation: 'filetype/small.pdf' });
	const no = await send(p, app);
	ok(/^\d{8}-\d{6}$/.test(no), no);
	await p.goto(`${t.base}/receipt/${no}`);
	await t.shot(p, 'apply-nojs-receipt');
	const pdf = path.join(work, 'receipt.pdf');
	fs.writeFileSync(pdf, await p.pdf({ preferCSSPageSize: true }));
	ok(/Page size: +59\d(\.\d+)? x 84\d/.test(run('pdfinfo', pdf)), 'the receipt is not on A4');
	await p.goto(`${app}/withdraw`);
	await submit(p);
	await p.waitForURL(app);
	ok((await p.textContent('main')).includes('已撤回'));
});

await test('refusing_leads_to_the_counter', async t => {
	const p = await t.page(390);
	await login(t, p, '13844440001');
	const app = await agree(p, t.base, 'personal');
	await fill(p, { common_name: '李四', purpose: '签署合同' });
	await consent(p, 'refuse');
	await p.waitForURL('**/counter');
	await seen(t, p, 'apply-zh-counter');
	await p.goto(`${app}/withdraw`);
	await seen(t, p, 'apply-zh-withdraw');
});

await done();
