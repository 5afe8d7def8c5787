<?cs # What the pages of one application share.  Takes App.* and App.Stale, App.Reason (pages/draft.h). ?>
<?cs def:apply_top(step) ?><?cs call:steps(T.Apply.Steps, step) ?>
<?cs if:App.Stale ?><?cs call:notice("warn", T.Draft.Stale) ?><?cs /if ?>
<?cs if:App.Reason ?><?cs call:notice_open("warn") ?><p><b><?cs var:T.Draft.Returned ?></b></p><p><?cs var:App.Reason ?></p><?cs call:notice_close() ?><?cs /if ?>
<?cs /def ?>
<?cs def:apply_hidden() ?><?cs call:tokens() ?><?cs call:hidden("version", App.Version) ?><?cs if:App.Back == "check" ?><?cs call:hidden("back", "check") ?><?cs /if ?><?cs /def ?>
<?cs def:save_row() ?><?cs call:row_open() ?><?cs call:button(T.Draft.Save) ?><?cs call:link_button("/my", T.Draft.Leave, "secondary") ?><?cs call:row_close() ?><?cs /def ?>
<?cs def:select_of(field, list) ?><?cs call:group_open(field) ?><?cs call:label(field) ?><?cs call:hint(field) ?><?cs call:fault(field) ?>
<select class="govuk-select" id="f-<?cs var:field ?>" name="<?cs var:field ?>"<?cs call:describes(field) ?>><?cs each:o = list ?><option value="<?cs var:o.Value ?>"<?cs if:Form[field].Value == o.Value ?> selected<?cs /if ?>><?cs var:o.Text ?></option><?cs /each ?></select><?cs call:group_close() ?>
<?cs /def ?>
<?cs # which key the application has: Have.Code, Have.Origin ?>
<?cs def:key_have() ?><span class="mono"><?cs var:Have.Code ?></span> <span class="nil">· <?cs var:T.KeyPage.By[Have.Origin] ?></span><?cs /def ?>
