<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Suspend.Yours ?></h1>
<?cs if:subcount(Cert) == #0 ?><?cs call:empty(T.Suspend.NoneLeft) ?><?cs /if ?>
<?cs if:Held.Pending ?><?cs call:notice_open("info") ?><p><?cs var:T.Stop.Pending ?></p><p><a class="govuk-link" href="/suspend/<?cs var:url_escape(Held.Token) ?>"><?cs var:T.Stop.Reload ?></a></p><?cs call:notice_close() ?><?cs /if ?>
<form class="bare wide" method="post" action="/suspend/<?cs var:url_escape(Held.Token) ?>" novalidate><?cs call:tokens() ?>
<?cs set:Held.Can = #0 ?>
<?cs each:c = Cert ?>
<section class="card stop">
<h2 class="govuk-heading-m"><?cs var:T.Product[c.Product].Name ?> <?cs call:cert_state(c.State) ?></h2>
<?cs call:kv_open() ?>
<?cs call:kv_mono(T.Cert.Serial, c.Hex4) ?><?cs call:kv(T.Cert.Name, c.Name) ?><?cs call:kv_when(T.Cert.Until, c.Until) ?>
<?cs if:c.Hold.No ?><?cs call:kv_when(T.Stop.Accepted, c.Hold.Accepted) ?>
<?cs call:kv_row(T.Stop.Effective) ?><?cs if:c.Hold.Effective.Iso ?><?cs call:when(c.Hold.Effective) ?><?cs else ?><span class="nil"><?cs var:T.Stop.Soon ?></span><?cs /if ?><?cs call:kv_end() ?>
<?cs if:c.Hold.State == "asked" || c.Hold.State == "active" ?><?cs call:kv_when(T.Stop.Expires, c.Hold.Expires) ?><?cs /if ?>
<?cs call:kv_row(T.Stop.Paper) ?><?cs call:link(c.Hold.Receipt, T.Stop.OpenReceipt) ?><?cs call:kv_end() ?><?cs /if ?>
<?cs call:kv_close() ?>
<?cs if:c.Can ?><?cs set:Held.Can = Held.Can + #1 ?><?cs call:button_as(T.Suspend.One, "cert", c.Id, "") ?><?cs /if ?>
</section>
<?cs /each ?>
<?cs if:#Held.Can > #1 ?><?cs call:row_open() ?><?cs call:button_as(T.Suspend.All, "cert", "all", "warning") ?><?cs call:row_close() ?><?cs /if ?>
</form>
<h2 class="govuk-heading-m"><?cs var:T.Suspend.What ?></h2>
<ul class="govuk-list govuk-list--bullet"><li><?cs var:T.Suspend.Keep.A ?> <strong class="num"><?cs var:Held.Days ?></strong> <?cs var:T.Suspend.Keep.B ?></li><li><?cs var:T.Suspend.Release ?></li><li><?cs var:T.Suspend.Page ?></li></ul>
<?cs call:row_open() ?><?cs call:link_button("/revoke", T.Nav.Revoke, "secondary") ?><?cs call:link_button("/query", T.Nav.Query, "secondary") ?><?cs call:row_close() ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
