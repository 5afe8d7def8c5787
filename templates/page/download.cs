<?cs include!"part/macros.cs" ?>
<?cs def:file_link(ending, text, about) ?><li class="card"><h3><a class="govuk-link" href="/cert/<?cs var:url_escape(Cert.Serial) ?>/file/<?cs var:ending ?>"><?cs var:text ?></a></h3><p><?cs var:about ?></p></li><?cs /def ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Download.Title ?></h1>
<?cs call:kv_open() ?><?cs call:kv(T.Cert.Name, Cert.Name) ?><?cs call:kv_mono(T.Cert.Serial, Cert.Hex4) ?><?cs call:kv_mono(T.Cert.Sha256, Cert.Sha256) ?><?cs call:kv_mono(T.Cert.Key, Cert.Key) ?><?cs if:Cert.Downloaded.Iso ?><?cs call:kv_when(T.Cert.Downloaded, Cert.Downloaded) ?><?cs /if ?><?cs call:kv_close() ?>
<?cs if:Open.Cert ?>
<?cs call:notice_open("good") ?><p><?cs var:T.Download.Open ?> <strong><?cs call:when(Open.Until) ?></strong></p><?cs call:notice_close() ?>
<h2 class="govuk-heading-m"><?cs var:T.Download.Formats ?></h2>
<ul class="cards"><?cs call:file_link("pem", T.Download.Pem, T.Download.PemAbout) ?><?cs call:file_link("cer", T.Download.Der, T.Download.DerAbout) ?><?cs call:file_link("p7b", T.Download.P7b, T.Download.P7bAbout) ?></ul>
<section class="card stop"><h2 class="govuk-heading-m"><?cs var:T.Download.Join ?></h2>
<p class="govuk-body"><?cs var:T.Download.JoinText ?></p>
<?cs call:p12_panel(Open.Cert, Open.Above, Cert.Name, Cert.Serial) ?></section>
<section class="card stop"><h2 class="govuk-heading-m"><?cs var:T.Download.Help ?></h2>
<ul class="govuk-list govuk-list--bullet"><?cs each:h = T.Download.HelpList ?><li><?cs var:h ?></li><?cs /each ?></ul></section>
<p><a class="govuk-button govuk-button--secondary" href="/cert/<?cs var:url_escape(Cert.Serial) ?>" role="button" draggable="false"><?cs var:T.Download.Check ?></a></p>
<?cs else ?>
<p class="govuk-body"><?cs var:T.Download.Intro ?></p>
<form method="post" action="/cert/<?cs var:url_escape(Cert.Serial) ?>/download" novalidate><?cs call:tokens() ?>
<p class="govuk-body"><?cs var:T.Download.Mobile ?> <span class="num"><?cs var:User.Name ?></span></p>
<?cs if:Download.Sent ?>
<?cs call:input("code", "code", "one-time-code", "5") ?>
<?cs call:row_open() ?><?cs call:button_as(T.Download.Take, "act", "open", "") ?><?cs call:button_as(T.Claim.Again, "act", "send", "secondary") ?><?cs call:row_close() ?>
<?cs else ?><?cs call:button_as(T.Claim.Send, "act", "send", "") ?><?cs /if ?>
</form>
<?cs /if ?>
<?cs /def ?>
<?cs if:Open.Cert ?><?cs set:Page.Script.p12 = "1" ?><?cs /if ?>
<?cs include!"layout/base.cs" ?>
