// What the desk keeps from happening, and what it does by itself: hold for a caller, revocation by two people.
import { done, equal, ok, test } from './lib.mjs';
import { agree, consent, fill, login, makeKey, seen, send, upload } from './hall.mjs';
import { decide } from './desk.mjs';
import { operator, sign, until } from './people.mjs';

const CLERK = 'demo-clerk', REVIEWER = 'demo-reviewer', PASS = '保管好的口令 2026';
let serial;

// A personal application, submitted; its number.
async function apply(t, mobile) {
	const p = await t.page(1280);
	await login(t, p, mobile);
	const app = await agree(p, t.base, 'personal');
	await fill(p, { common_name: '张三', mobile, purpose: '办理税务申报' });
	await consent(p);
	await p.waitForURL('**/identity');
	await fill(p, { id_kind: 'resident', id_no: '11010519491231002X' });
	await makeKey(t, p, 'p256', PASS);
	await upload(p, { id_front: 'jpeg/photo.jpg', id_back: 'draw/two-pages.pdf' });
	return send(p, app);
}

// Larger, turned, two beside each other: by links alone, in a browser without scripts, by the keyboard.
async function evidence(t, reviewer, url) {
	const p = await t.page(1280, { js: false, storageState: await reviewer.context().storageState() });
	const size = () => p.$$eval('.ev .cv img', all => all.map(i => [i.complete && i.naturalWidth > i.naturalHeight, i.getBoundingClientRect().width]));
	const press = async (text, n = 0) => {
		await p.locator(`.ev a:has-text("${text}")`).nth(n).focus();
		await Promise.all([p.waitForNavigation(), p.keyboard.press('Enter')]);
	};
	const show = async name => {
		for (const width of [390, 1280]) {
			await p.setViewportSize({ width, height: 900 });
			await t.wide(p);
			await t.shot(p, name);
		}
	};
	await p.goto(`${url}?z=9&r=17&b=1&n=x`);
	const [[lies, width]] = await size();
	await press('放大');
	await press('放大');
	ok((await size())[0][1] > 1.5 * width, 'it is not larger');
	ok(await p.$eval('.ev .cv', e => e.scrollWidth > e.clientWidth && e.querySelector('img').getBoundingClientRect().left >= e.getBoundingClientRect().left),
		'what is larger cannot be scrolled to');
	await press('旋转');
	equal((await size())[0][0], !lies, 'it is not turned');
	await show('desk-evidence-large');
	await press('缩小');
	await press('缩小');
	await press('对照');
	equal((await size()).length, 2);
	await press('下一页', 0);
	await press('旋转', 1);
	equal(await p.$$eval('.ev .cv img', all => all.map(i => i.naturalWidth > 100)), [true, true]);
	equal(await p.$eval('.ev .cv', e => new URL(e.querySelector('img').src).search), '?r=90', 'one side forgets what the other is told');
	await show('desk-evidence-two');
	await press('结束对照');
	equal((await size()).length, 1);
}

await test('waits_for_acceptance_and_shows_the_number_for_a_reason', async t => {
	const no = await apply(t, '13811110001');
	const clerk = await operator(t, CLERK), url = `${t.base}/ra/${no}`;
	await clerk.goto(`${t.base}/ra/?tab=entry`);
	await until(clerk, no);
	await clerk.click('.hd button');
	await clerk.waitForURL(`**/ra/${no}`);
	await until(clerk, '同意记录时间戳');
	t.expect(422);
	await clerk.check('#d1');
	await clerk.click('#f-decision button[type=submit]');
	await clerk.waitForSelector('.govuk-error-summary');
	ok((await clerk.textContent('.govuk-error-summary')).includes('请先受理，再录入'), 'entry does not wait for 受理');
	await clerk.goto(url);
	await clerk.click('button[value=accept]');
	await until(clerk, '演示录入员');
	await decide(t, clerk, no);
	ok((await clerk.textContent('main')).includes('决定已签署并记录'), 'the decision is not said to be recorded');
	await clerk.goto(url);
	equal(await clerk.locator('#f-decision').count(), 0, 'decision forms the clerk has');

	const reviewer = await operator(t, REVIEWER);
	await reviewer.goto(`${t.base}/ra/?tab=review`);
	await reviewer.click(`main a[href="/ra/${no}"]`);
	await reviewer.click('summary:has-text("查看完整证件号码")');
	await reviewer.fill('#f-number_why', '核对证件');
	await reviewer.click('button[name=show]');
	ok((await reviewer.textContent('main')).includes('11010519491231002X'), 'the number is not shown');
	await reviewer.goto(url);
	ok(!(await reviewer.textContent('main')).includes('11010519491231002X'), 'the number stays');
	await evidence(t, reviewer, url);
	await decide(t, reviewer, no);
	await reviewer.goto(url);
	await until(reviewer, '签发证书');
	await reviewer.goto(`${t.base}/ra/cert?q=${encodeURIComponent('张三')}`);
	await seen(t, reviewer, 'desk-search');
	serial = (await reviewer.textContent('main .tbl a')).trim();
});

await test('holds_for_a_caller_and_revokes_by_two_people', async t => {
	const clerk = await operator(t, CLERK), reviewer = await operator(t, REVIEWER), url = `${t.base}/ra/cert/${serial}`;
	await clerk.goto(url);
	await seen(t, clerk, 'desk-cert');
	await clerk.check('input[name=hold_way][value=phone]');
	await clerk.fill('#f-hold_text', '来电人称手机被盗');
	await clerk.click('form[action$="/hold"] button[type=submit]');
	await until(clerk, '挂失中');
	await clerk.goto(`${t.base}/ra/?tab=loss`);
	await seen(t, clerk, 'desk-loss');
	await reviewer.goto(url);
	await reviewer.selectOption('#f-ground', 'G05');
	await reviewer.fill('#f-ground_text', '法院判决书');
	await reviewer.click('form[action$="/revoke"] button[type=submit]');
	await reviewer.waitForURL('**/ra/paper/*');
	await sign(reviewer);
	await clerk.goto(reviewer.url());
	await sign(clerk);
	await clerk.goto(url);
	await until(clerk, '已吊销');
	await seen(t, clerk, 'desk-revoked');
});

await done();
