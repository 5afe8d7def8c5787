// The administrators' console: a new revision from draft to publication, and the applicants who meet it; an operator from invitation
// to his withdrawal.
import { done, equal, ok, test } from './lib.mjs';
import { agree, login, mobile, seen, submit } from './hall.mjs';
import { logIn, operator, press, sign, until } from './people.mjs';

const look = (t, page, name) => seen(t, page, name, [1280, 390]);
const ADDED = '认证机构以短信通知订户，**重要事项**另行在网厅公布。', SHOWN = '认证机构以短信通知订户，重要事项另行在网厅公布。';

await test('office_login_asks_for_a_number_and_a_key', async t => {
	const page = await t.page(1280);
	await page.goto(`${t.base}/admin/`);
	await look(t, page, 'office-login');
	await page.fill('#f-person', 'demo-business-1');
	await page.click('main form button');
	await look(t, page, 'office-key');
});

// From the draft to the published revision; its number.
async function publish(t) {
	const page = await operator(t, 'demo-business-1', '/admin');
	await page.goto(`${t.base}/admin/agreements`);
	await look(t, page, 'office-texts');
	await page.locator('section:has(#k-agreement) form[action$="zh-CN"] button').click();
	await page.waitForURL(/\/edit$/);
	const text = await page.inputValue('#f-markdown');
	await page.fill('#f-markdown', `${text}\n## 十一、通知\n\n${ADDED}\n`);
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
	await page.fill('#f-markdown', `${text}\n## 十一、通知\n\n${ADDED}\n`);
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
	const second = await operator(t, 'demo-business-2', '/admin');
	await second.goto(address);
	equal(await (await t.page(390)).goto(`${t.base}/agreements/agreement/${number}`).then(r => r.status()), 404, 'published by one alone');
	await sign(second, '#f-sign');
	await until(second, '签发服务已核对签名并记录');
	await look(t, second, 'office-published');
	return Number(number);
}

await test('publishes_a_revision_that_the_next_applicant_reads', async t => {
	const p = await t.page(390);
	let number = 0;
	t.expect(422, 404);
	await login(t, p, mobile());
	await agree(p, t.base, 'personal', async () => {
		if (await p.inputValue('[name=kind]') !== 'agreement' || number > 0)
			return;
		ok(!(await p.textContent('main')).includes(SHOWN));
		number = await publish(t);			// while he reads
		await p.check('#f-agree');
		await submit(p);
		await p.waitForSelector('[role=status]:has-text("文件刚刚更新了版本")');
		await look(t, p, 'text-new-revision');
		ok((await p.textContent('main')).includes(SHOWN), 'he is not shown the new one');
		ok(!await p.isChecked('#f-agree'), 'his tick was taken for the new one');
	});
	ok(number > 1);
	const next = await t.page(1280);
	let read = '';
	await login(t, next, mobile());
	await agree(next, t.base, 'personal', async () => {
		if (await next.inputValue('[name=kind]') === 'agreement')
			read = await next.textContent('main');
	});
	ok(read.includes(SHOWN), 'the next application shows the old one');

	const reader = await t.page(1280);
	await reader.goto(`${t.base}/agreements`);
	await look(t, reader, 'agreements');
	await reader.goto(`${t.base}/agreements/agreement/${number}`);
	ok((await reader.textContent('main')).includes(SHOWN), 'the hall does not show the new revision');
	await reader.goto(`${t.base}/agreements/agreement/${number - 1}`);
	ok(!(await reader.textContent('main')).includes(SHOWN), 'the hall does not keep the old one');
	await look(t, reader, 'agreement-old');
	await reader.goto(`${t.base}/agreements/agreement/diff/${number - 1}..${number}`);
	ok((await reader.textContent('ins')).length > 0);
	await look(t, reader, 'agreement-diff');
});

await test('office_grants_an_operator_with_his_key_and_two_others', async t => {
	const page = await operator(t, 'demo-security-1', '/admin');
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
	const second = await operator(t, 'demo-security-2', '/admin');
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
