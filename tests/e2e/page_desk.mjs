// The RA console in a browser, beside a whole instance: from what the applicant sent to a certificate, held, released, revoked by
// two people.  Pages are seen at both widths: axe, width, picture.
import { done, equal, ok, test } from './lib.mjs';
import { agree, consent, fill, login, makeKey, seen, send, upload } from './hall.mjs';
import { load, logIn, sign, until } from './people.mjs';

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

async function operator(t, no, width = 1280) {
	const p = await t.page(width);
	await load(p, no);
	await logIn(t, p, '/ra', no);
	return p;
}

// Opens every page of every material, as the links of the viewer lead.
async function viewAll(p, url) {
	for (let i = 0; i < 20; i++) {
		await p.goto(url);
		await p.waitForFunction(() => document.querySelector('.cv img')?.complete && document.querySelector('.cv img').naturalWidth > 0);
		for (let after; (after = p.locator('.ev .tools a', { hasText: '下一页' })) && await after.count() > 0;) {
			await after.click();
			await p.waitForFunction(() => document.querySelector('.cv img')?.complete);
		}
		await p.goto(url);
		if (await p.locator('.th .todo').count() === 0)
			return;
	}
	throw new Error(`materials stay unviewed at ${url}`);
}

async function approve(p) {
	for (const box of ['k1', 'k2', 'k3', 'k4'])
		await p.check(`#f-${box}`);
	await p.check('#d1');
	await p.click('#f-decision button[type=submit]');
	await p.waitForURL('**/sign/*');
}

await test('enters_and_reviews_what_an_applicant_sent', async t => {
	const no = await apply(t, '13811110001');
	const clerk = await operator(t, CLERK), url = `${t.base}/ra/${no}`;
	await clerk.goto(`${t.base}/ra/?tab=entry`);
	await until(clerk, no);
	await seen(t, clerk, 'desk-queue');
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
	await viewAll(clerk, url);
	await seen(t, clerk, 'desk-entry');
	await approve(clerk);
	await seen(t, clerk, 'desk-sign');
	await sign(clerk);
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
	await viewAll(reviewer, url);
	await seen(t, reviewer, 'desk-review');
	await approve(reviewer);
	await sign(reviewer);
	await reviewer.goto(url);
	await until(reviewer, '签发证书');
	await seen(t, reviewer, 'desk-issued');
	await reviewer.goto(`${t.base}/ra/cert?q=${encodeURIComponent('张三')}`);
	await seen(t, reviewer, 'desk-search');
	serial = (await reviewer.textContent('main .tbl a')).trim();
});

await test('fits_on_a_phone', async t => {
	const no = await apply(t, '13811110002');
	const p = await operator(t, CLERK, 390);
	await p.goto(`${t.base}/ra/?tab=entry`);
	await until(p, no);
	await seen(t, p, 'desk-queue');
	await p.goto(`${t.base}/ra/${no}`);
	await p.waitForFunction(() => document.querySelector('.cv img')?.complete);
	await seen(t, p, 'desk-entry');
	for (const lang of ['vi', 'en']) {
		await p.goto(`${t.base}/ra/${no}?lang=${lang}`);
		await seen(t, p, `desk-entry-${lang}`);
		await p.goto(`${t.base}/ra/?lang=${lang}`);
		await seen(t, p, `desk-queue-${lang}`);
	}
	await p.goto(`${t.base}/ra/${no}?lang=zh-CN`);
	await p.check('#d2');
	t.expect(422);
	await p.click('#f-decision button[type=submit]');
	await p.waitForSelector('.govuk-error-summary');
	await seen(t, p, 'desk-entry-fault');
	await p.goto(`${t.base}/ra/cert/${serial}`);
	await seen(t, p, 'desk-cert');
	await p.goto(`${t.base}/ra/log?verify=yes`);
	ok((await p.textContent('main')).includes('日志链完整'), 'the chain is not said to hold');
	await seen(t, p, 'desk-log');
});

await test('holds_for_a_caller_releases_and_revokes_by_two_people', async t => {
	const clerk = await operator(t, CLERK), reviewer = await operator(t, REVIEWER), url = `${t.base}/ra/cert/${serial}`;
	await clerk.goto(url);
	await seen(t, clerk, 'desk-cert');
	await clerk.check('input[name=hold_way][value=phone]');
	await clerk.fill('#f-hold_text', '来电人称手机被盗');
	await clerk.click('form[action$="/hold"] button[type=submit]');
	await until(clerk, '挂失中');
	await clerk.goto(`${t.base}/ra/?tab=loss`);
	await seen(t, clerk, 'desk-loss');
	await clerk.goto(url);
	await until(clerk, '解除挂失');
	await clerk.check('#f-release_seen');
	await clerk.fill('#f-release_text', '本人到场，核对身份证原件');
	await clerk.click('form[action$="/release"] button[type=submit]');
	await clerk.waitForURL('**/ra/paper/*');
	await seen(t, clerk, 'desk-paper');
	await sign(clerk);
	const paper = clerk.url();
	ok((await clerk.textContent('main')).includes('1 / 2'), 'the first signature does not count');
	await reviewer.goto(paper);
	await sign(reviewer);
	await reviewer.goto(url);
	await until(reviewer, '立即挂失');

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
