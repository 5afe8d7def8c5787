// Everything that works without a script: an application with a pasted request, its certificate, its loss.
import fs from 'node:fs';
import path from 'node:path';
import { done, equal, ok, run, test, work } from './lib.mjs';
import { decide } from './desk.mjs';
import { agree, byCode, consent, fill, idNumber, issued, login, mobile, request, send, submit, upload } from './hall.mjs';
import { arrives, operator } from './people.mjs';
import { says } from './pki.mjs';

const me = { mobile: mobile(), number: idNumber() };

await test('applies_downloads_and_reports_the_loss', async t => {
	const p = await t.page(390, { js: false });
	t.expect(422);
	await login(t, p, me.mobile);
	const app = await agree(p, t.base, 'personal');
	await fill(p, { common_name: '李小明', mobile: me.mobile, purpose: '' });
	await p.waitForSelector('#f-purpose-error');
	await fill(p, { purpose: '签署合同' });
	await p.waitForURL('**/sensitive');
	ok(!await p.isVisible('.js-only') && await p.isVisible('#spi'), 'the consent is no part of the page');
	await t.shot(p, 'nojs-sensitive');
	await consent(p);
	await p.waitForURL('**/identity');
	await fill(p, { id_kind: 'resident', id_no: me.number });
	await p.waitForURL('**/key');
	await t.wide(p);
	await t.shot(p, 'nojs-key');
	ok(await p.isVisible('.no-js') && !await p.isVisible('[data-make]'), 'a key is offered that no script can make');
	const made = request('nojs', ['RSA', 'rsa_keygen_bits:2048']);
	await p.fill('#f-csr', made.csr.replace('MII', 'MIJ'));
	await p.click('form:has(#f-csr) button');
	await p.waitForSelector('#f-csr-error');
	await p.fill('#f-csr', made.csr);
	await p.click('form:has(#f-csr) button');
	await p.waitForURL('**/materials');
	await upload(p, { id_front: 'jpeg/photo.jpg', id_back: 'draw/two-pages.pdf' });
	const no = await send(p, app);
	await p.goto(`${t.base}/receipt/${no}`);
	await t.wide(p);
	await t.shot(p, 'nojs-receipt');

	await decide(t, await operator(t, 'demo-clerk'), no);
	await decide(t, await operator(t, 'demo-reviewer'), no);
	const serial = await issued(p, app);
	await p.goto(`${t.base}/cert/${serial}/download`);
	await byCode(p, me.mobile, 'open');
	await p.waitForSelector('main a[href$="/file/pem"]');
	await t.shot(p, 'nojs-download');
	const cert = await t.download(p, () => p.click('main a[href$="/file/pem"]'));
	run('openssl', 'x509', '-in', cert, '-noout', '-pubkey', '-out', path.join(work, 'its.pub'));
	equal(fs.readFileSync(path.join(work, 'its.pub'), 'utf8'), run('openssl', 'pkey', '-in', made.key, '-pubout'));
	await p.goto(`${t.base}/cert/${serial}`);
	await p.click('form[action$="/accept"] button');

	const other = await t.page(390, { js: false });		// nobody is logged in here
	await other.goto(`${t.base}/suspend`);
	await other.fill('#f-serial', serial);
	await other.fill('#f-mobile', me.mobile);
	await byCode(other, me.mobile, 'take');
	await other.waitForURL('**/suspend/*');
	await t.wide(other);
	await t.shot(other, 'nojs-suspend');
	await says(cert, 'ca-p256', 'revoked certificateHold', 10);
	await other.click('main a[href^="/suspend/receipt/"]');
	await arrives(other, '.sheet:not(:has(.nil))', 60);
});

await test('a_unit_applies_and_withdraws', async t => {
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
	await t.shot(p, 'nojs-unit-sensitive');
	await consent(p);
	await fill(p, { legal_id_kind: 'resident', legal_id_no: '11010519491231002X', agent_id_kind: 'resident', agent_id_no: '440524188001010014' });
	await p.waitForURL('**/key');
	await t.shot(p, 'nojs-unit-key');
	await p.fill('#f-csr', request('unit', ['RSA', 'rsa_keygen_bits:2048']).csr);
	await p.locator('form:has(#f-csr) button').click();
	await p.waitForURL('**/materials');
	await upload(p, { licence: 'filetype/small.pdf', legal_id: 'filetype/small.jpg', agent_id: 'filetype/small.png',
		authorisation: 'filetype/small.pdf' });
	const no = await send(p, app);
	ok(/^\d{8}-\d{6}$/.test(no), no);
	await p.goto(`${t.base}/receipt/${no}`);
	await t.shot(p, 'nojs-unit-receipt');
	const pdf = path.join(work, 'receipt.pdf');
	fs.writeFileSync(pdf, await p.pdf({ preferCSSPageSize: true }));
	ok(/Page size: +59\d(\.\d+)? x 84\d/.test(run('pdfinfo', pdf)), 'the receipt is not on A4');
	await p.goto(`${app}/withdraw`);
	await submit(p);
	await p.waitForURL(app);
	ok((await p.textContent('main')).includes('已撤回'));
});

await done();
