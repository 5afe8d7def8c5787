<?cs include!"part/macros.cs" ?>
<?cs include!"part/apply.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Product[App.Product].Name ?> <?cs if:App.No ?><span class="num nil"><?cs var:App.No ?></span><?cs /if ?></h1>
<?cs if:#App.Step > #0 ?><?cs call:steps(T.Case.Steps, App.Step + #1) ?><?cs /if ?>
<?cs if:App.Reason ?><?cs call:notice_open("warn") ?><p><b><?cs var:T.Draft.Returned ?></b></p><p class="lines"><?cs var:App.Reason ?></p><?cs call:notice_close() ?><?cs elif:App.State == "draft" ?><?cs call:notice("info", T.Case.Draft) ?><?cs /if ?>
<?cs call:kv_open() ?><?cs call:kv_row(T.Case.State) ?><?cs call:state(App.State) ?><?cs call:kv_end() ?><?cs call:kv(T.Case.Who, T.Case.With[App.State]) ?><?cs if:App.Name ?><?cs call:kv(T.Receipt.Name, App.Name) ?><?cs /if ?><?cs if:App.Purpose ?><?cs call:kv(T.Receipt.Purpose, App.Purpose) ?><?cs /if ?><?cs if:App.Submitted.Iso ?><?cs call:kv_when(T.Case.Submitted, App.Submitted) ?><?cs call:kv_row(T.Case.Accepted) ?><?cs if:App.Accepted.Iso ?><?cs call:when(App.Accepted) ?><?cs else ?><span class="nil"><?cs var:T.Case.NotYet ?></span><?cs /if ?><?cs call:kv_end() ?><?cs if:App.Accepted.Iso ?><?cs call:kv_when(T.Case.Due, App.Due) ?><?cs else ?><?cs call:kv_when(T.Done.Due, App.Due) ?><?cs /if ?><?cs /if ?><?cs if:Have.Code ?><?cs call:kv_row(T.KeyPage.Code) ?><?cs call:key_have() ?><?cs call:kv_end() ?><?cs /if ?><?cs call:kv_close() ?>
<?cs call:row_open() ?><?cs if:App.State == "returned" ?><?cs call:link_button("/apply/" + App.Id + "/fix", T.Case.Fix, "") ?><?cs elif:Can.Edit ?><?cs call:link_button("/apply/" + App.Id + "/agreement", T.Case.Continue, "") ?><?cs /if ?><?cs if:Cert.Serial ?><?cs call:link_button("/cert/" + Cert.Serial, T.Case.Cert, "") ?><?cs /if ?><?cs if:Can.Receipt ?><?cs call:link_button("/receipt/" + App.No, T.Case.Receipt, "secondary") ?><?cs /if ?><?cs if:Can.Rekey ?><?cs call:link_button("/apply/" + App.Id + "/key", T.Case.Rekey, "secondary") ?><?cs /if ?><?cs if:Can.Withdraw ?><?cs call:link_button("/apply/" + App.Id + "/withdraw", T.Case.Withdraw, "warning-outline") ?><?cs /if ?><?cs call:row_close() ?>
<?cs if:Have.Origin == "browser" ?>
<h2 class="govuk-heading-m"><?cs var:T.Case.CheckKey ?></h2>
<p class="govuk-body"><?cs var:T.Case.CheckKeyText ?></p>
<?cs call:keycheck_panel(Have.Spki) ?>
<?cs /if ?>
<?cs if:subcount(Event) > #0 ?><h2 class="govuk-heading-m"><?cs var:T.Case.History ?></h2><?cs call:timeline(Event) ?><?cs /if ?>
<?cs /def ?>
<?cs set:Page.Script.keycheck = "1" ?>
<?cs include!"layout/base.cs" ?>
