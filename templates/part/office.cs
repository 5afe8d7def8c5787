<?cs # Parts of the office's pages about texts and papers. ?>
<?cs include!"part/document.cs" ?>
<?cs def:text_head(title) ?><div class="hd"><h1><?cs var:title ?></h1><?cs if:Text.State == "draft" ?><?cs call:badge("grey", T.Office.State.draft) ?><?cs elif:Text.State == "signing" ?><?cs call:badge("yellow", T.Office.State.signing) ?><?cs else ?><?cs call:badge("green", T.Office.State.published) ?><?cs /if ?></div>
<dl class="facts"><?cs call:fact(T.Office.Col.Document, Text.Name) ?><?cs call:fact(T.Office.Col.Language, T.Office.Language[Text.Word]) ?><?cs call:fact(T.Office.Col.Number, Text.Number) ?><?cs call:fact(T.Office.Col.Class, T.Office.Class[Text.Class]) ?><div><dt><?cs if:Text.Effective.Iso ?><?cs var:T.Office.Col.Effective ?><?cs else ?><?cs var:T.Office.Col.Edited ?><?cs /if ?></dt><dd><?cs if:Text.Effective.Iso ?><?cs call:when(Text.Effective) ?><?cs else ?><?cs call:when(Text.Edited) ?><?cs /if ?></dd></div></dl><?cs /def ?>

<?cs # a text as it looks or would look; part/document.cs has the html ?>
<?cs def:text_body() ?><article class="doc" lang="<?cs var:Doc.Language ?>" tabindex="0" aria-label="<?cs var:Doc.Title ?>"><?cs call:document_html() ?></article><?cs /def ?>

<?cs # what proofing found ?>
<?cs def:checks() ?><section class="pn" aria-labelledby="checks"><h2 id="checks"><?cs var:T.Office.Checks ?></h2><div class="bd">
<?cs if:subcount(Check) == #0 ?><?cs call:notice("good", T.Office.CheckNone) ?><?cs else ?><ul class="chk"><?cs each:c = Check ?><li><?cs if:c.Warning ?><?cs call:badge("yellow", T.Office.Warning) ?><?cs else ?><?cs call:badge("red", T.Office.Prevents) ?><?cs /if ?> <?cs var:c.Say ?></li><?cs /each ?></ul><?cs /if ?></div></section><?cs /def ?>

<?cs # the lines that differ, with two lines around them ?>
<?cs def:difference() ?><?cs if:Diff.Any ?><div class="pn"><div class="bd diff" lang="<?cs var:Text.Language ?>"><?cs each:r = Diff.Row ?><?cs if:r.Kind == "gap" ?><p class="gap" aria-hidden="true">⋯</p><?cs else ?><p><?cs each:x = r.Piece ?><?cs if:x.Kind == "ins" ?><ins><?cs var:x.Text ?></ins><?cs elif:x.Kind == "del" ?><del><?cs var:x.Text ?></del><?cs else ?><?cs var:x.Text ?><?cs /if ?><?cs /each ?></p><?cs /if ?><?cs /each ?></div></div><?cs else ?><?cs call:notice("info", T.Office.NoDiff) ?><?cs /if ?><?cs /def ?>

<?cs # the paper that collects signatures ?>
<?cs def:paper_says(state) ?>
<?cs if:state.State == "open" && state.Late ?><?cs call:notice("warn", T.Office.Paper.Late) ?>
<?cs elif:state.State == "open" ?><?cs call:notice("info", T.Office.Paper.Open) ?>
<?cs elif:state.State == "ready" || state.State == "running" ?><?cs call:notice("info", T.Office.Paper.Ready) ?>
<?cs elif:state.State == "done" ?><?cs call:notice("good", T.Office.Paper.Done) ?>
<?cs elif:state.State == "refused" ?><?cs call:notice_open("bad") ?><p><?cs var:T.Office.Paper.Refused ?> <?cs var:state.Error ?></p><?cs call:notice_close() ?>
<?cs else ?><?cs call:notice("info", T.Office.Paper.Dropped) ?><?cs /if ?><?cs /def ?>
<?cs def:paper_box(box, title, id) ?><section class="pn" id="f-<?cs var:id ?>" tabindex="-1" aria-labelledby="h-<?cs var:id ?>"><h2 id="h-<?cs var:id ?>"><?cs var:title ?></h2><div class="bd">
<?cs call:paper_says(box) ?>
<?cs if:subcount(box.Sign) > #0 ?><ol class="tl"><?cs each:s = box.Sign ?><li><b class="num"><?cs var:s.Person ?></b> <?cs var:T.Office.Paper.Signed ?> <?cs call:when(s.At) ?></li><?cs /each ?></ol><?cs /if ?>
<p class="govuk-body"><?cs var:box.Has ?><?cs if:box.Open ?><br><?cs var:box.Till ?><?cs /if ?></p>
<?cs if:box.Link ?><p class="govuk-body"><?cs var:T.Office.Paper.Hint ?></p><?cs call:row_open() ?><a class="govuk-button" role="button" draggable="false" href="<?cs var:url_validate(box.Link) ?>"><?cs var:T.Office.Paper.Sign ?></a><?cs call:row_close() ?><?cs elif:box.Open && box.His ?><p class="govuk-body"><?cs var:T.Office.Paper.His ?></p><?cs /if ?>
<details class="govuk-details"><summary class="govuk-details__summary"><?cs var:T.Office.Paper.Text ?></summary><div class="govuk-details__text"><pre class="mono paper" tabindex="0"><?cs var:box.Text ?></pre></div></details>
</div></section><?cs /def ?>
