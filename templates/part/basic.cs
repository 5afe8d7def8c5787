<?cs # Small things: icons, buttons, marks, notices, dialogs, steps. ?>
<?cs def:icon(id) ?><svg class="ic" aria-hidden="true"><use href="<?cs var:Asset.icons_svg ?>#<?cs var:id ?>"></use></svg><?cs /def ?>

<?cs def:logo() ?><svg viewBox="0 0 48 48" aria-hidden="true"><path class="logo-a" d="M24 3 7 9v13c0 11 7.200 18.600 17 23 9.800-4.400 17-12 17-23V9z"/><path class="logo-b" d="m16 23.500 6 6 11-12"/></svg><?cs /def ?>

<?cs # a button that sends the form; kind: "", secondary, warning, warning-outline ?>
<?cs def:button(text) ?><button class="govuk-button" type="submit"><?cs var:text ?></button><?cs /def ?>
<?cs def:button_as(text, field, value, kind) ?><button class="govuk-button<?cs if:kind ?> govuk-button--<?cs var:kind ?><?cs /if ?>" type="submit" name="<?cs var:field ?>" value="<?cs var:value ?>"><?cs var:text ?></button><?cs /def ?>
<?cs def:link(href, text) ?><a class="govuk-link" href="<?cs var:url_validate(href) ?>"><?cs var:text ?></a><?cs /def ?>
<?cs def:link_button(href, text, kind) ?><a class="govuk-button<?cs if:kind ?> govuk-button--<?cs var:kind ?><?cs /if ?>" href="<?cs var:url_validate(href) ?>" role="button" draggable="false"><?cs var:text ?></a><?cs /def ?>
<?cs def:row_open() ?><div class="btn-row"><?cs /def ?>
<?cs def:row_close() ?></div><?cs /def ?>

<?cs # marks: colour is "", green, yellow, red, grey ?>
<?cs def:badge(colour, text) ?><strong class="govuk-tag<?cs if:colour ?> govuk-tag--<?cs var:colour ?><?cs /if ?>"><?cs var:text ?></strong><?cs /def ?>
<?cs def:state(s) ?><?cs if:s == "draft" || s == "withdrawn" || s == "expired" ?><?cs call:badge("grey", T.State[s]) ?><?cs elif:s == "returned" || s == "objected" ?><?cs call:badge("yellow", T.State[s]) ?><?cs elif:s == "rejected" ?><?cs call:badge("red", T.State[s]) ?><?cs elif:s == "issued" || s == "downloaded" || s == "accepted" ?><?cs call:badge("green", T.State[s]) ?><?cs else ?><?cs call:badge("", T.State[s]) ?><?cs /if ?><?cs /def ?>
<?cs def:cert_state(s) ?><?cs if:s == "valid" ?><?cs call:badge("green", T.CertState[s]) ?><?cs elif:s == "held" ?><?cs call:badge("yellow", T.CertState[s]) ?><?cs elif:s == "revoked" ?><?cs call:badge("red", T.CertState[s]) ?><?cs else ?><?cs call:badge("grey", T.CertState[s]) ?><?cs /if ?><?cs /def ?>

<?cs # a point in time: a node written by hdf_time ?>
<?cs # of a text, by its tag; each in its own words ?>
<?cs def:language(tag) ?><span lang="<?cs var:tag ?>"><?cs if:tag == "zh-CN" ?>中文<?cs elif:tag == "en" ?>English<?cs elif:tag == "vi" ?>Tiếng Việt<?cs else ?><?cs var:tag ?><?cs /if ?></span><?cs /def ?>
<?cs def:when(at) ?><?cs if:at.Iso ?><time class="num" datetime="<?cs var:at.Iso ?>"><?cs var:at ?></time><?cs /if ?><?cs /def ?>

<?cs # notices: kind is info, good, warn, bad ?>
<?cs def:notice_open(kind) ?><div class="note note--<?cs var:kind ?>"><?cs if:kind == "good" ?><?cs call:icon("circle-check") ?><?cs elif:kind == "info" ?><?cs call:icon("info-circle") ?><?cs else ?><?cs call:icon("alert-triangle") ?><?cs /if ?><div><?cs /def ?>
<?cs def:notice_close() ?></div></div><?cs /def ?>
<?cs def:notice(kind, text) ?><?cs call:notice_open(kind) ?><p><?cs var:text ?></p><?cs call:notice_close() ?><?cs /def ?>
<?cs def:empty(text) ?><p class="empty"><?cs var:text ?></p><?cs /def ?>
<?cs def:panel(title, label, number) ?><div class="panel"><h1><?cs var:title ?></h1><?cs if:number ?><p><?cs var:label ?><br><b class="num"><?cs var:number ?></b></p><?cs /if ?></div><?cs /def ?>
<?cs def:back(href) ?><p class="back"><a class="govuk-back-link" href="<?cs var:url_validate(href) ?>"><?cs var:T.Part.Back ?></a></p><?cs /def ?>

<?cs # where one is: texts of a list, the now-th (from 1) is current ?>
<?cs def:steps(list, now) ?>
<p class="prog-s"><?cs var:T.Part.Step.A ?> <?cs var:now ?> <?cs var:T.Part.Step.B ?> <?cs var:subcount(list) ?> <?cs var:T.Part.Step.C ?></p>
<ol class="prog" aria-label="<?cs var:T.Part.Steps ?>"><?cs set:Part.At = #0 ?><?cs each:step = list ?><?cs set:Part.At = Part.At + #1 ?><li<?cs if:#Part.At < #now ?> class="done"<?cs elif:#Part.At == #now ?> class="now" aria-current="step"<?cs /if ?>><?cs var:step ?><?cs if:#Part.At < #now ?><span class="vh"> <?cs var:T.Part.Done ?></span><?cs /if ?></li><?cs /each ?></ol>
<?cs /def ?>

<?cs # what a button with data-open-dialog opens; the form stands between open and close ?>
<?cs def:dialog_open(id, title, intro) ?><dialog class="dlg" id="<?cs var:id ?>" aria-labelledby="<?cs var:id ?>-h"><header><?cs call:icon("shield-lock") ?><div><h2 id="<?cs var:id ?>-h" tabindex="-1" autofocus><?cs var:title ?></h2><?cs if:intro ?><p><?cs var:intro ?></p><?cs /if ?></div></header><?cs /def ?>
<?cs def:dialog_body() ?><div class="bd"><?cs /def ?>
<?cs def:dialog_buttons() ?></div><footer><div class="btn-row"><?cs /def ?>
<?cs def:dialog_cancel(text) ?><button class="govuk-button govuk-button--secondary" type="submit" name="later" value="1" formnovalidate data-close-dialog><?cs var:text ?></button><?cs /def ?>
<?cs def:dialog_close() ?></div></footer></dialog><?cs /def ?>
