<?cs include!"part/macros.cs" ?>
<?cs include!"part/apply.cs" ?>
<?cs def:content() ?>
<?cs if:App.Replaces ?><?cs call:notice("warn", T.KeyPage.Replaces) ?><?cs if:App.Stale ?><?cs call:notice("warn", T.Draft.Stale) ?><?cs /if ?><?cs else ?><?cs call:apply_top(#4) ?><?cs /if ?>
<h1 class="govuk-heading-l"><?cs var:T.KeyPage.Title ?></h1>
<p class="govuk-body"><?cs var:T.KeyPage.Intro ?></p>
<?cs if:Have.Code ?><?cs call:notice_open("good") ?><p><?cs var:T.KeyPage.Have ?> <?cs call:key_have() ?></p><p><?cs var:T.KeyPage.HaveText ?></p><?cs if:!App.Replaces ?><p><?cs call:link("/apply/" + App.Id + "/materials", T.KeyPage.Go) ?></p><?cs /if ?><?cs call:notice_close() ?><?cs /if ?>
<form method="post" action="/apply/<?cs var:App.Id ?>/key" novalidate data-key>
<?cs call:apply_hidden() ?>
<h2 class="govuk-heading-m"><?cs var:T.KeyPage.Browser ?></h2>
<p class="govuk-body"><?cs var:T.KeyPage.BrowserText ?></p>
<div id="f-key" tabindex="-1"><?cs call:fault("key") ?></div>
<?cs call:key_panel() ?>
<div class="btn-row js-only"><?cs call:button(T.KeyPage.BrowserSend) ?></div>
</form>
<form method="post" action="/apply/<?cs var:App.Id ?>/key" novalidate>
<?cs call:apply_hidden() ?><?cs call:hidden("origin", "pkcs10") ?>
<h2 class="govuk-heading-m"><?cs var:T.KeyPage.Paste ?></h2>
<p class="govuk-body"><?cs var:T.KeyPage.PasteText ?></p>
<details class="govuk-details"><summary class="govuk-details__summary"><?cs var:T.KeyPage.PasteHow ?></summary><div class="govuk-details__text"><pre class="mono">openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes-256-cbc -out key.pem
openssl req -new -sha256 -key key.pem -subj / -out request.pem</pre></div></details>
<?cs call:textarea("csr", "8") ?>
<div class="btn-row"><button class="govuk-button govuk-button--secondary" type="submit"><?cs var:T.KeyPage.PasteSend ?></button></div>
</form>
<?cs /def ?>
<?cs set:Page.Script.key = "1" ?>
<?cs include!"layout/base.cs" ?>
