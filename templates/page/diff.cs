<?cs include!"part/macros.cs" ?>
<?cs # Text of a piece; an empty line that came or went shows its mark. ?>
<?cs def:gone(text) ?><del><span class="vh"><?cs var:T.Diff.Del ?></span><?cs if:text ?><?cs var:text ?><?cs else ?>¶<?cs /if ?></del><?cs /def ?>
<?cs def:come(text) ?><ins><span class="vh"><?cs var:T.Diff.Ins ?></span><?cs if:text ?><?cs var:text ?><?cs else ?>¶<?cs /if ?></ins><?cs /def ?>
<?cs def:marked(row) ?><?cs each:x = row.Piece ?><?cs if:x.Kind == "del" ?><?cs call:gone(x.Text) ?><?cs elif:x.Kind == "ins" ?><?cs call:come(x.Text) ?><?cs else ?><?cs var:x.Text ?><?cs /if ?><?cs /each ?><?cs /def ?>
<?cs def:side(row, other) ?><?cs each:x = row.Piece ?><?cs if:x.Kind == other ?><?cs elif:x.Kind == "del" ?><?cs call:gone(x.Text) ?><?cs elif:x.Kind == "ins" ?><?cs call:come(x.Text) ?><?cs else ?><?cs var:x.Text ?><?cs /if ?><?cs /each ?><?cs /def ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Diff.Title ?></h1>
<dl class="facts"><?cs call:fact(T.Doc.Title, Doc.Title) ?><div><dt><?cs var:T.Diff.Old ?></dt><dd><a class="govuk-link" href="/agreements/<?cs var:Doc.Kind ?>/<?cs var:Old.Number ?>"><?cs var:Old.Number ?></a> <?cs call:when(Old.Effective) ?></dd></div><div><dt><?cs var:T.Diff.New ?></dt><dd><a class="govuk-link" href="/agreements/<?cs var:Doc.Kind ?>/<?cs var:Doc.Number ?>"><?cs var:Doc.Number ?></a> <?cs call:when(Doc.Effective) ?></dd></div></dl>
<p class="govuk-body diff"><?cs var:T.Diff.Legend ?> <del><?cs var:T.Diff.DelWord ?></del> <ins><?cs var:T.Diff.InsWord ?></ins></p>
<p class="govuk-body noprint"><?cs if:Diff.Columns ?><a class="govuk-link" href="?as=marked"><?cs var:T.Diff.Marked ?></a><?cs else ?><a class="govuk-link" href="?as=columns"><?cs var:T.Diff.Columns ?></a><?cs /if ?></p>
<?cs if:Diff.Columns ?>
<table class="diff columns" lang="<?cs var:Doc.Language ?>"><caption class="vh"><?cs var:T.Diff.Title ?></caption><thead><tr><th scope="col"><?cs var:T.Diff.Old ?> <?cs var:Old.Number ?></th><th scope="col"><?cs var:T.Diff.New ?> <?cs var:Doc.Number ?></th></tr></thead><tbody>
<?cs each:r = Diff.Row ?><?cs if:r.Kind != "same" || r.Piece.0.Text ?><tr class="<?cs var:r.Kind ?>"><td><?cs if:r.Kind != "ins" ?><?cs call:side(r, "ins") ?><?cs /if ?></td><td><?cs if:r.Kind != "del" ?><?cs call:side(r, "del") ?><?cs /if ?></td></tr><?cs /if ?><?cs /each ?>
</tbody></table>
<?cs else ?>
<div class="diff card" lang="<?cs var:Doc.Language ?>"><?cs each:r = Diff.Row ?><?cs if:r.Kind != "same" || r.Piece.0.Text ?><p class="<?cs var:r.Kind ?>"><?cs call:marked(r) ?></p><?cs /if ?><?cs /each ?></div>
<?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
