<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Counter.Title ?></h1>
<p class="govuk-body-l"><?cs var:T.Counter.Text ?></p>
<p class="govuk-body"><?cs var:T.Counter.Where ?></p>
<?cs call:kv_open() ?><?cs call:kv_row(T.Counter.Contact) ?><?cs var:T.Site.Address ?><br><?cs var:T.Site.Hotline ?><?cs call:kv_end() ?><?cs call:kv_close() ?>
<?cs call:row_open() ?><?cs if:Can.Withdraw ?><?cs call:link_button("/apply/" + App.Id + "/withdraw", T.Case.Withdraw, "secondary") ?><?cs /if ?><?cs call:link_button("/my", T.Draft.Leave, "secondary") ?><?cs call:row_close() ?>
<?cs if:Can.Edit ?><p class="govuk-body-s"><?cs var:T.Counter.Change ?> <a class="govuk-link" href="/apply/<?cs var:App.Id ?>/<?cs var:Refused ?>"><?cs var:T.Counter.Again ?></a></p><?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
