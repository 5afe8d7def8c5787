<?cs # Fields.  Each takes its name; label and hint are T.Field.NAME.Label and .Hint, value and fault Form.NAME.Value and .Error. ?>
<?cs def:tokens() ?><input type="hidden" name="csrf" value="<?cs var:Page.Csrf ?>"><input type="hidden" name="once" value="<?cs var:Page.Once ?>"><?cs /def ?>
<?cs def:hidden(field, value) ?><input type="hidden" name="<?cs var:field ?>" value="<?cs var:value ?>"><?cs /def ?>

<?cs def:group_open(field) ?><div class="govuk-form-group<?cs if:Form[field].Error ?> govuk-form-group--error<?cs /if ?>"><?cs /def ?>
<?cs def:group_close() ?></div><?cs /def ?>
<?cs def:label(field) ?><label class="govuk-label" for="f-<?cs var:field ?>"><?cs var:T.Field[field].Label ?></label><?cs /def ?>
<?cs def:hint(field) ?><?cs if:T.Field[field].Hint ?><div class="govuk-hint" id="f-<?cs var:field ?>-hint"><?cs var:T.Field[field].Hint ?></div><?cs /if ?><?cs /def ?>
<?cs # a Latin sentence is set off by a space, a Chinese one by its colon alone ?>
<?cs def:error_word() ?><?cs var:T.Part.Error ?><?cs if:Page.Lang != "zh-CN" ?> <?cs /if ?><?cs /def ?>
<?cs def:fault(field) ?><?cs if:Form[field].Error ?><p class="govuk-error-message" id="f-<?cs var:field ?>-error"><span class="vh"><?cs call:error_word() ?></span><?cs var:Form[field].Error ?></p><?cs /if ?><?cs /def ?>
<?cs def:describes(field) ?><?cs if:T.Field[field].Hint && Form[field].Error ?> aria-describedby="f-<?cs var:field ?>-hint f-<?cs var:field ?>-error"<?cs elif:T.Field[field].Hint ?> aria-describedby="f-<?cs var:field ?>-hint"<?cs elif:Form[field].Error ?> aria-describedby="f-<?cs var:field ?>-error"<?cs /if ?><?cs /def ?>

<?cs # type: text, tel, email, number, date, search, code (a one-time code); auto: autocomplete or ""; width: "" or 2 3 4 5 10 20 30 characters ?>
<?cs def:input(field, type, auto, width) ?><?cs call:group_open(field) ?><?cs call:label(field) ?><?cs call:hint(field) ?><?cs call:fault(field) ?>
<input class="govuk-input<?cs if:width ?> govuk-input--width-<?cs var:width ?><?cs /if ?><?cs if:Form[field].Error ?> govuk-input--error<?cs /if ?>" id="f-<?cs var:field ?>" name="<?cs var:field ?>"<?cs if:type == "number" || type == "code" ?> type="text" inputmode="numeric"<?cs else ?> type="<?cs var:type ?>"<?cs /if ?><?cs if:type == "code" ?> autocomplete="one-time-code"<?cs elif:auto ?> autocomplete="<?cs var:auto ?>"<?cs else ?> autocomplete="off"<?cs /if ?><?cs if:type != "text" || width ?> spellcheck="false"<?cs /if ?><?cs call:describes(field) ?> value="<?cs var:Form[field].Value ?>"><?cs call:group_close() ?>
<?cs /def ?>

<?cs def:textarea(field, rows) ?><?cs call:group_open(field) ?><?cs call:label(field) ?><?cs call:hint(field) ?><?cs call:fault(field) ?>
<textarea class="govuk-textarea<?cs if:Form[field].Error ?> govuk-textarea--error<?cs /if ?>" id="f-<?cs var:field ?>" name="<?cs var:field ?>" rows="<?cs var:rows ?>"<?cs call:describes(field) ?>>
<?cs var:Form[field].Value ?></textarea><?cs call:group_close() ?>
<?cs /def ?>

<?cs # options: a node whose children are word = text, as T.Loss.Reason { stolen = … } ?>
<?cs def:select(field, options) ?><?cs call:group_open(field) ?><?cs call:label(field) ?><?cs call:hint(field) ?><?cs call:fault(field) ?>
<select class="govuk-select" id="f-<?cs var:field ?>" name="<?cs var:field ?>"<?cs call:describes(field) ?>><option value=""><?cs var:T.Part.Choose ?></option><?cs each:o = options ?><option value="<?cs var:name(o) ?>"<?cs if:Form[field].Value == name(o) ?> selected<?cs /if ?>><?cs var:o ?></option><?cs /each ?></select><?cs call:group_close() ?>
<?cs /def ?>

<?cs def:set_open(field) ?><?cs call:group_open(field) ?><fieldset class="govuk-fieldset"<?cs call:describes(field) ?>><legend class="govuk-fieldset__legend"><?cs var:T.Field[field].Label ?></legend><?cs call:hint(field) ?><?cs call:fault(field) ?><?cs /def ?>
<?cs def:set_close() ?></fieldset><?cs call:group_close() ?><?cs /def ?>
<?cs # the first one's id is f-NAME, where the error summary points ?>
<?cs def:radio(field, at, value, text, more) ?><div class="govuk-radios__item"><input class="govuk-radios__input" id="f-<?cs var:field ?><?cs if:#at > #0 ?>-<?cs var:at ?><?cs /if ?>" name="<?cs var:field ?>" type="radio" value="<?cs var:value ?>"<?cs if:more ?> aria-describedby="f-<?cs var:field ?>-<?cs var:at ?>-more"<?cs /if ?><?cs if:Form[field].Value == value ?> checked<?cs /if ?>><label class="govuk-label govuk-radios__label" for="f-<?cs var:field ?><?cs if:#at > #0 ?>-<?cs var:at ?><?cs /if ?>"><?cs var:text ?></label><?cs if:more ?><div class="govuk-hint govuk-radios__hint" id="f-<?cs var:field ?>-<?cs var:at ?>-more"><?cs var:more ?></div><?cs /if ?></div><?cs /def ?>

<?cs def:radios(field, options) ?><?cs call:set_open(field) ?><div class="govuk-radios"><?cs set:Part.At = #0 ?><?cs each:o = options ?><?cs call:radio(field, Part.At, name(o), o, "") ?><?cs set:Part.At = Part.At + #1 ?><?cs /each ?></div><?cs call:set_close() ?><?cs /def ?>
<?cs def:radios_inline(field, options) ?><?cs call:set_open(field) ?><div class="govuk-radios govuk-radios--inline"><?cs set:Part.At = #0 ?><?cs each:o = options ?><?cs call:radio(field, Part.At, name(o), o, "") ?><?cs set:Part.At = Part.At + #1 ?><?cs /each ?></div><?cs call:set_close() ?><?cs /def ?>
<?cs # list: children with .Value .Text .Hint, for words that come from a row ?>
<?cs def:radios_of(field, list) ?><?cs call:set_open(field) ?><div class="govuk-radios"><?cs set:Part.At = #0 ?><?cs each:o = list ?><?cs call:radio(field, Part.At, o.Value, o.Text, o.Hint) ?><?cs set:Part.At = Part.At + #1 ?><?cs /each ?></div><?cs call:set_close() ?><?cs /def ?>

<?cs # one tick box, value "yes"; tick_as takes its text instead of T.Field.NAME.Label ?>
<?cs def:tick_as(field, text) ?><?cs call:group_open(field) ?><?cs call:fault(field) ?><div class="govuk-checkboxes"><div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="f-<?cs var:field ?>" name="<?cs var:field ?>" type="checkbox" value="yes"<?cs call:describes(field) ?><?cs if:Form[field].Value == "yes" ?> checked<?cs /if ?>><label class="govuk-label govuk-checkboxes__label" for="f-<?cs var:field ?>"><?cs var:text ?></label><?cs if:T.Field[field].Hint ?><div class="govuk-hint govuk-checkboxes__hint" id="f-<?cs var:field ?>-hint"><?cs var:T.Field[field].Hint ?></div><?cs /if ?></div></div><?cs call:group_close() ?><?cs /def ?>
<?cs def:tick(field) ?><?cs call:tick_as(field, T.Field[field].Label) ?><?cs /def ?>

<?cs # the form needs enctype="multipart/form-data"; accept as in HTML ?>
<?cs def:file(field, accept) ?><?cs call:group_open(field) ?><?cs call:label(field) ?><?cs call:hint(field) ?><?cs call:fault(field) ?>
<input class="govuk-file-upload" id="f-<?cs var:field ?>" name="<?cs var:field ?>" type="file" accept="<?cs var:accept ?>" data-max="<?cs var:Page.Max.File ?>"<?cs call:describes(field) ?>><p class="govuk-error-message" data-too-large hidden><?cs var:T.Part.TooLarge ?></p><?cs call:group_close() ?>
<?cs /def ?>

<?cs # layouts show it above the page's content ?>
<?cs def:error_summary() ?><?cs if:subcount(Form.Error) > #0 ?><div class="govuk-error-summary" data-error-summary tabindex="-1" role="alert" aria-labelledby="faults-h"><h2 class="govuk-error-summary__title" id="faults-h"><?cs var:T.Part.Faults ?></h2><div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list"><?cs each:e = Form.Error ?><li><a href="#f-<?cs var:e.Name ?>"><?cs var:e.Text ?></a></li><?cs /each ?></ul></div></div><?cs /if ?><?cs /def ?>
