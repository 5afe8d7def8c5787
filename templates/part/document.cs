<?cs # The one place where html of ours is put in as it is: a published text, made from Markdown in safe mode, whose digest is recorded. ?>
<?cs def:document() ?>
<dl class="facts"><?cs call:fact(T.Doc.Title, Doc.Title) ?><?cs call:fact(T.Doc.Number, Doc.Number) ?><div><dt><?cs var:T.Doc.Effective ?></dt><dd><?cs call:when(Doc.Effective) ?></dd></div></dl>
<article class="doc" lang="<?cs var:Doc.Language ?>" tabindex="0" aria-label="<?cs var:Doc.Title ?>"><?cs uvar:Doc.Html ?></article>
<details class="govuk-details"><summary class="govuk-details__summary"><?cs var:T.Doc.Digests ?></summary><div class="govuk-details__text"><p class="mono">SHA-256 <?cs var:Doc.Sha256 ?></p><p class="mono">SM3 <?cs var:Doc.Sm3 ?></p></div></details>
<?cs /def ?>
