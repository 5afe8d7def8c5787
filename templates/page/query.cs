<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Query.Title ?></h1>
<p class="govuk-body"><?cs var:T.Query.Intro ?></p>
<form method="get" action="/query" novalidate>
<?cs call:input("serial", "search", "", "") ?>
<?cs call:button(T.Query.Send) ?>
</form>
<?cs if:Query.None ?><section role="status"><?cs call:notice_open("info") ?><p><strong><?cs var:T.Query.None ?></strong></p><p><?cs var:T.Query.NoneText ?></p><?cs call:notice_close() ?></section><?cs /if ?>
<?cs each:c = Found ?>
<section class="card stop" role="status"><h2 class="govuk-heading-m"><?cs var:T.Query.State ?> <?cs call:cert_state(c.State) ?></h2>
<p class="govuk-body"><?cs var:T.Query.Means[c.State] ?></p>
<?cs call:kv_open() ?><?cs call:kv_mono(T.Cert.Serial, c.Hex4) ?><?cs call:kv(T.Cert.Product, T.Product[c.Product].Name) ?><?cs call:kv(T.Cert.Name, c.Name) ?><?cs call:kv(T.Cert.Issuer, c.Issuer) ?><?cs call:kv_when(T.Cert.From, c.From) ?><?cs call:kv_when(T.Cert.Until, c.Until) ?><?cs if:c.State == "held" || c.State == "revoked" ?><?cs call:kv_when(T.Query.Since, c.StateAt) ?><?cs /if ?><?cs call:kv_row(T.Query.At) ?><?cs call:when(Page.Now) ?><?cs call:kv_end() ?><?cs call:kv_close() ?></section>
<?cs /each ?>
<p class="govuk-body-s"><?cs var:T.Query.Machines ?></p>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
