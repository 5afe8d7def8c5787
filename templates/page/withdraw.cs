<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Withdraw.Title ?></h1>
<?cs call:notice("warn", T.Withdraw.Text) ?>
<?cs call:kv_open() ?><?cs call:kv(T.Check.Product, T.Product[App.Product].Name) ?><?cs if:App.No ?><?cs call:kv(T.Done.Number, App.No) ?><?cs /if ?><?cs if:App.Name ?><?cs call:kv(T.Receipt.Name, App.Name) ?><?cs /if ?><?cs call:kv_close() ?>
<form class="bare" method="post" action="/apply/<?cs var:App.Id ?>/withdraw"><?cs call:tokens() ?>
<div class="btn-row"><button class="govuk-button govuk-button--warning" type="submit"><?cs var:T.Withdraw.Send ?></button><?cs call:link_button("/apply/" + App.Id, T.Withdraw.Stay, "secondary") ?></div>
</form>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
