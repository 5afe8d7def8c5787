// The administrators' console: a new revision from draft to publication; an operator from invitation to his first login.
import { done, ok, test } from './lib.mjs';
import { load, logIn, press, sign, until } from './people.mjs';

const look = async (t, page, name) => {
	await t.axe(page);
	for (const width of [1280, 390]) {
		await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
		await t.wide(page);
		await t.shot(page, name);
	}
	await page.setViewportSize({ width: 1280, height: 900 });
};

const person = async (t, no) => {
	const page = await t.page(1280);
	await load(page, no);
	await logIn(t, page, '/admin', no);
	return page;
};

await test('office_login_asks_for_a_number_and_a_key', async t => {
	const page = await t.page(1280);
	await page.goto(`${t.base}/admin/`);
	await look(t, page, 'office-login');
	await page.fill('#f-person', 'demo-business-1');
	await page.click('main form button');
	await look(t, page, 'office-key');
});

await test('office_publishes_a_revision_with_two_signatures', async t => {
	const page = await person(t, 'demo-business-1');
	await page.goto(`${t.base}/admin/agreements`);
	await look(t, page, 'office-texts');
	await page.locator('section:has(#k-agreement) form[action$="zh-CN"] button').click();
	await page.waitForURL(/\/edit$/);
	const text = await page.inputValue('#f-markdown');
	await page.fill('#f-markdown', `${text}\n## 十一、通知\n\n认证机构以短信通知订户，**重要事项**另行在网厅公布。\n`);
	await page.check('input[value=rights]');
	await page.click('button[value=preview]');
	await page.waitForSelector('article.doc');
	await look(t, page, 'office-draft');
	await page.fill('#f-markdown', `${text}\n于2026年2月30日\n`);
	t.expect(422);
	await page.click('button[value=publish]');
	await page.waitForURL(/\/publish$/);
	await look(t, page, 'office-publish-refused');
	await page.click('main a.govuk-button');
	await page.fill('#f-markdown', `${text}\n## 十一、通知\n\n认证机构以短信通知订户，**重要事项**另行在网厅公布。\n`);
	await page.click('button[value=save]');
	await page.goto(page.url().replace(/edit$/, 'diff'));
	await look(t, page, 'office-diff');
	await page.goto(page.url().replace(/diff$/, 'publish'));
	await page.click('form[method=get] button');
	await look(t, page, 'office-publish');
	const number = (await page.textContent('.facts')).match(/版本\s*(\d+)/)[1];
	await page.fill('#f-number', '99');
	await page.click('main form[method=post] button');
	await page.waitForSelector('#f-number-error');
	ok((await page.textContent('main')).includes('版本号不一致'), 'the mistyped number is refused');
	await page.fill('#f-number', number);
	await page.click('main form[method=post] button');
	await page.waitForSelector('#f-sign');
	await look(t, page, 'office-sign');
	const address = page.url();
	await sign(page, '#f-sign');
	const second = await person(t, 'demo-business-2');
	await second.goto(address);
	await sign(second, '#f-sign');
	await until(second, '签发服务已核对签名并记录');
	await look(t, second, 'office-published');
	const reader = await t.page(1280);
	await reader.goto(`${t.base}/agreements/agreement/${number}`);
	ok((await reader.textContent('main')).includes('认证机构以短信通知订户'), 'the hall shows the new revision');
	await reader.goto(`${t.base}/agreements/agreement/${Number(number) - 1}`);
	ok(!(await reader.textContent('main')).includes('认证机构以短信通知订户'), 'the hall keeps the old one');
});

await test('office_grants_an_operator_with_his_key_and_two_others', async t => {
	const page = await person(t, 'demo-security-1');
	const no = `t-${Date.now() % 1000000}`;
	await page.goto(`${t.base}/admin/users`);
	await look(t, page, 'office-users');
	await page.goto(`${t.base}/admin/users/new`);
	t.expect(422);
	await page.fill('#f-op_no', no);
	await page.fill('#f-op_name', '周洋');
	await page.fill('#f-op_number', '110105194912310021');
	await page.click('main form button');
	await look(t, page, 'office-user-new');
	await page.fill('#f-op_number', '11010519491231002X');
	await page.check('#f-op_auditor');
	await page.click('main form button');
	await page.waitForURL(/\/admin\/users\/\d+$/);
	await look(t, page, 'office-user-invited');
	const address = page.url(), link = (await page.textContent('[aria-labelledby=h-invite] .mono')).trim();

	const his = await t.page(1280);
	await his.goto(link);
	await look(t, his, 'office-register');
	await his.click('main a[href*="/#"]');
	await press(his, '#make');
	await his.waitForURL(link);
	await look(t, his, 'office-register-sign');
	const print = (await his.textContent('.keycode')).trim();
	await sign(his);

	await page.reload();
	ok((await page.textContent('[aria-labelledby=h-key] .keycode')).trim() === print, 'both see the same fingerprint');
	await look(t, page, 'office-user-sign');
	await sign(page, '#f-sign');
	const second = await person(t, 'demo-security-2');
	await second.goto(address);
	await sign(second, '#f-sign');
	await until(second, '签发服务已核对签名并记录');
	await look(t, second, 'office-user');
	await until(his, '授权已完成');
	await logIn(t, his, '/admin', no);
	ok((await his.textContent('.who')).includes('周洋'), 'he is greeted by his name');

	await second.fill('#f-op_reason', '测试结束');
	await second.click('button[value=withdraw]');
	await second.waitForSelector('#f-order');
	await look(t, second, 'office-user-withdraw');
	await sign(second, '#f-order');
	ok((await second.textContent('main')).includes('已撤销'), 'he is withdrawn');
	await his.goto(`${t.base}/admin/log`);
	ok(his.url().includes('/admin/login'), 'his session is over');
	await second.goto(`${t.base}/admin/log`);
	await look(t, second, 'office-log');
});

await done();
