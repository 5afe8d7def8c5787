<?cs # Facts, tables, timelines, pages of a list. ?>
<?cs def:kv_open() ?><dl class="govuk-summary-list"><?cs /def ?>
<?cs def:kv(label, value) ?><div class="govuk-summary-list__row"><dt class="govuk-summary-list__key"><?cs var:label ?></dt><dd class="govuk-summary-list__value"><?cs if:value != "" ?><?cs var:value ?><?cs else ?><span class="nil"><?cs var:T.Part.None ?></span><?cs /if ?></dd></div><?cs /def ?>
<?cs # digits and digests ?>
<?cs def:kv_mono(label, value) ?><div class="govuk-summary-list__row"><dt class="govuk-summary-list__key"><?cs var:label ?></dt><dd class="govuk-summary-list__value mono"><?cs var:value ?></dd></div><?cs /def ?>
<?cs def:kv_when(label, at) ?><div class="govuk-summary-list__row"><dt class="govuk-summary-list__key"><?cs var:label ?></dt><dd class="govuk-summary-list__value"><?cs if:at.Iso ?><?cs call:when(at) ?><?cs else ?><span class="nil"><?cs var:T.Part.None ?></span><?cs /if ?></dd></div><?cs /def ?>
<?cs # a row that can be changed at href; check-your-answers pages ?>
<?cs def:kv_change(label, value, href) ?><div class="govuk-summary-list__row"><dt class="govuk-summary-list__key"><?cs var:label ?></dt><dd class="govuk-summary-list__value"><?cs if:value != "" ?><?cs var:value ?><?cs else ?><span class="nil"><?cs var:T.Part.None ?></span><?cs /if ?></dd><dd class="govuk-summary-list__actions"><a class="govuk-link" href="<?cs var:url_validate(href) ?>"><?cs var:T.Part.Change ?><span class="vh"> <?cs var:label ?></span></a></dd></div><?cs /def ?>
<?cs # a row whose value the page writes itself ?>
<?cs def:kv_row(label) ?><div class="govuk-summary-list__row"><dt class="govuk-summary-list__key"><?cs var:label ?></dt><dd class="govuk-summary-list__value"><?cs /def ?>
<?cs def:kv_end() ?></dd></div><?cs /def ?>
<?cs def:kv_close() ?></dl><?cs /def ?>

<?cs # the short facts above a document or a case ?>
<?cs def:fact(label, value) ?><div><dt><?cs var:label ?></dt><dd><?cs var:value ?></dd></div><?cs /def ?>

<?cs # a table becomes labelled rows on a phone: every cell names its column ?>
<?cs def:table_open(caption) ?><table class="tbl"><caption class="vh"><?cs var:caption ?></caption><thead><tr><?cs /def ?>
<?cs def:th(text) ?><th scope="col"><?cs var:text ?></th><?cs /def ?>
<?cs def:table_rows() ?></tr></thead><tbody><?cs /def ?>
<?cs def:tr() ?><tr><?cs /def ?>
<?cs def:td(label, text) ?><td data-l="<?cs var:label ?>"><span><?cs var:text ?></span></td><?cs /def ?>
<?cs def:td_num(label, text) ?><td data-l="<?cs var:label ?>"><span class="num"><?cs var:text ?></span></td><?cs /def ?>
<?cs def:td_mono(label, text) ?><td data-l="<?cs var:label ?>"><span class="mono"><?cs var:text ?></span></td><?cs /def ?>
<?cs def:td_when(label, at) ?><td data-l="<?cs var:label ?>"><span><?cs call:when(at) ?></span></td><?cs /def ?>
<?cs def:td_link(label, href, text) ?><td data-l="<?cs var:label ?>"><span><a class="govuk-link" href="<?cs var:url_validate(href) ?>"><?cs var:text ?></a></span></td><?cs /def ?>
<?cs def:td_state(label, s) ?><td data-l="<?cs var:label ?>"><span><?cs call:state(s) ?></span></td><?cs /def ?>
<?cs def:td_cert(label, s) ?><td data-l="<?cs var:label ?>"><span><?cs call:cert_state(s) ?></span></td><?cs /def ?>
<?cs # a cell the page writes itself ?>
<?cs def:td_open(label) ?><td data-l="<?cs var:label ?>"><span><?cs /def ?>
<?cs def:td_close() ?></span></td><?cs /def ?>
<?cs def:tr_close() ?></tr><?cs /def ?>
<?cs def:table_close() ?></tbody></table><?cs /def ?>

<?cs # newest first; items with .Text, .Who, .Note, .At ?>
<?cs def:timeline(list) ?><ol class="tl"><?cs each:e = list ?><li><b><?cs var:e.Text ?></b><?cs if:e.Who ?> <span><?cs var:e.Who ?></span><?cs /if ?><?cs if:e.Note ?><p><?cs var:e.Note ?></p><?cs /if ?><?cs call:when(e.At) ?></li><?cs /each ?></ol><?cs /def ?>

<?cs # lists are paged by key: Pager.First and Pager.Next are addresses, either may be absent ?>
<?cs def:pager() ?><?cs if:Pager.First || Pager.Next ?><nav class="pager" aria-label="<?cs var:T.Part.Pages ?>"><?cs if:Pager.First ?><a class="govuk-link" href="<?cs var:url_validate(Pager.First) ?>"><?cs var:T.Part.FirstPage ?></a><?cs /if ?><?cs if:Pager.Next ?><a class="govuk-link" rel="next" href="<?cs var:url_validate(Pager.Next) ?>"><?cs var:T.Part.NextPage ?></a><?cs /if ?></nav><?cs /if ?><?cs /def ?>
