<?cs include!"part/macros.cs" ?>
<?cs include!"part/office.cs" ?>
<?cs def:content() ?>
<?cs call:text_head(Text.Title) ?>
<div class="rv"><div>
<?cs if:Doc.Html ?><?cs call:text_body() ?><?cs else ?><?cs call:notice("warn", T.Office.CannotShow) ?><?cs /if ?>
<?cs if:Text.Sha256 ?><dl class="docmeta"><div><dt>SHA-256</dt><dd class="mono"><?cs var:Text.Sha256 ?></dd></div><div><dt>SM3</dt><dd class="mono"><?cs var:Text.Sm3 ?></dd></div></dl><?cs /if ?>
</div><div>
<?cs call:row_open() ?><?cs if:Can.Edit ?><?cs call:link_button("/admin/agreements/" + Text.Id + "/edit", T.Office.Edit, "") ?><?cs /if ?><?cs call:link_button("/admin/agreements/" + Text.Id + "/diff", T.Office.Diff, "secondary") ?><?cs call:row_close() ?>
<?cs if:Paper.State ?><?cs call:paper_box(Paper, T.Office.Paper.Title, "sign") ?><?cs /if ?>
<?cs if:Can.Reopen ?><section class="pn" aria-labelledby="h-reopen"><h2 id="h-reopen"><?cs var:T.Office.Reopen ?></h2><div class="bd"><form class="bare" method="post" action="/admin/agreements/<?cs var:Text.Id ?>/reopen"><?cs call:tokens() ?><p class="govuk-body"><?cs var:T.Office.ReopenHint ?></p><?cs call:button_as(T.Office.Reopen, "act", "reopen", "warning-outline") ?></form></div></section><?cs /if ?>
</div></div>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
