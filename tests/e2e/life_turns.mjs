// Turns an application takes: Back, two windows, a refusal.
import { done, equal, ok, test } from './lib.mjs';
import { agree, consent, fill, login, makeKey, seen, send, submit, upload } from './hall.mjs';

const PASS = '保管好的口令 2026';

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
