<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Revoke.Title ?></h1>
<?cs call:notice_open("bad") ?><p><strong><?cs var:T.Revoke.Final ?></strong></p><p><?cs var:T.Revoke.Data ?></p><?cs call:notice_close() ?>
<?cs if:subcount(Cert) == #0 ?><?cs call:empty(T.Suspend.NoneLeft) ?><?cs /if ?>
<?cs each:c = Cert ?><?cs if:!c.Can ?><section class="card stop"><h2 class="govuk-heading-m"><?cs var:T.Product[c.Product].Name ?> <?cs call:cert_state(c.State) ?></h2>
<p class="govuk-body mono"><?cs var:c.Hex4 ?></p>
<?cs if:c.Revocation.No ?><p class="govuk-body"><?cs if:c.Revocation.State == "asked" ?><?cs var:T.Revoke.Asked ?><?cs else ?><?cs var:T.Revoke.Before ?><?cs /if ?> <?cs call:link(c.Revocation.Receipt, T.Stop.OpenReceipt) ?></p><?cs elif:c.State == "expired" ?><p class="govuk-body"><?cs var:T.Revoke.Past ?></p><?cs else ?><p class="govuk-body"><?cs var:T.Revoke.Before ?></p><?cs /if ?></section><?cs /if ?><?cs /each ?>
<?cs if:#Revoke.Choices > #0 ?>
<form method="post" action="/revoke/<?cs var:url_escape(Revoke.Token) ?>" novalidate><?cs call:tokens() ?>
<?cs if:#Revoke.Choices == #1 ?><?cs call:hidden("cert", Revoke.Cert) ?>
<?cs each:c = Cert ?><?cs if:c.Can ?><?cs call:kv_open() ?><?cs call:kv(T.Cert.Product, T.Product[c.Product].Name) ?><?cs call:kv_mono(T.Cert.Serial, c.Hex4) ?><?cs call:kv(T.Cert.Name, c.Name) ?><?cs call:kv_when(T.Cert.Until, c.Until) ?><?cs call:kv_row(T.Cert.State) ?><?cs call:cert_state(c.State) ?><?cs call:kv_end() ?><?cs call:kv_close() ?><?cs if:c.Unit ?><?cs call:notice("info", T.Revoke.Unit) ?><?cs /if ?><?cs /if ?><?cs /each ?>
<?cs else ?><?cs call:set_open("cert") ?><div class="govuk-radios"><?cs set:Part.At = #0 ?><?cs each:c = Cert ?><?cs if:c.Can ?><?cs call:radio("cert", Part.At, c.Id, c.Hex4, T.Product[c.Product].Name) ?><?cs set:Part.At = Part.At + #1 ?><?cs /if ?><?cs /each ?></div><?cs call:set_close() ?><?cs /if ?>
<?cs call:radios("why", T.Revoke.Why) ?>
<?cs call:input("since", "date", "", "10") ?>
<?cs call:textarea("note", "3") ?>
<?cs call:row_open() ?><?cs call:button_as(T.Revoke.Next, "act", "check", "") ?><?cs call:link_button("/", T.Revoke.Leave, "secondary") ?><?cs call:row_close() ?>
</form>
<?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
