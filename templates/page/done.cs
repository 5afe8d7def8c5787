<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<?cs call:panel(T.Done.Title, T.Done.Number, App.No) ?>
<?cs call:kv_open() ?><?cs call:kv(T.Check.Product, T.Product[App.Product].Name) ?><?cs call:kv_when(T.Done.At, App.Submitted) ?><?cs call:kv_when(T.Done.Due, App.Due) ?><?cs call:kv_close() ?>
<h2 class="govuk-heading-m"><?cs var:T.Done.Next ?></h2>
<ol class="govuk-list govuk-list--number"><?cs each:s = T.Done.Steps ?><li><?cs var:s ?></li><?cs /each ?></ol>
<?cs if:App.Origin == "browser" ?><?cs call:notice("info", T.Done.KeepKey) ?><?cs /if ?>
<?cs call:row_open() ?><?cs call:link_button("/receipt/" + App.No, T.Done.Receipt, "") ?><?cs call:link_button("/apply/" + App.Id, T.Done.Progress, "secondary") ?><?cs call:row_close() ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
