<?cs # The one place where html of ours is put in as it is: a published text, made from Markdown in safe mode, whose digest is recorded.
     Takes Doc.Title, .Number, .Effective, .Html, .Language, .Sha256, .Sm3; .Short (of SM3) and .Clause.N.Heading, .Text, .Anchor may be
     there. ?>
<?cs def:document_facts() ?><dl class="docmeta"><?cs call:fact(T.Doc.Title, Doc.Title) ?><div><dt><?cs var:T.Doc.Number ?></dt><dd class="num"><?cs var:Doc.Number ?></dd></div><div><dt><?cs var:T.Doc.Effective ?></dt><dd class="num"><?cs var:Doc.Effective.Date ?></dd></div><?cs if:Doc.Short ?><div><dt><?cs var:T.Doc.Digest ?></dt><dd class="mono"><?cs var:Doc.Short ?></dd></div><?cs /if ?></dl><?cs /def ?>
<?cs def:document_clauses() ?><?cs if:subcount(Doc.Clause) > #0 ?><section class="key" aria-labelledby="key-h"><h2 id="key-h"><?cs var:T.Doc.Key ?></h2><ol><?cs each:c = Doc.Clause ?><li><?cs if:c.Heading ?><b><?cs var:c.Heading ?></b> <?cs /if ?><?cs var:c.Text ?> <a class="govuk-link" href="#<?cs var:url_escape(c.Anchor) ?>"><?cs var:T.Doc.See ?></a></li><?cs /each ?></ol></section><?cs /if ?><?cs /def ?>
<?cs def:document_digests() ?><details class="govuk-details"><summary class="govuk-details__summary"><?cs var:T.Doc.Digests ?></summary><div class="govuk-details__text"><p class="mono">SHA-256 <?cs var:Doc.Sha256 ?></p><p class="mono">SM3 <?cs var:Doc.Sm3 ?></p></div></details><?cs /def ?>
<?cs def:document_html() ?><?cs uvar:Doc.Html ?><?cs /def ?>
<?cs def:document_text() ?><article class="doc" data-scroller lang="<?cs var:Doc.Language ?>" tabindex="0" aria-label="<?cs var:Doc.Title ?>"><?cs call:document_html() ?><p class="govuk-hint" data-read-end lang="<?cs var:Page.Lang ?>"><?cs var:T.Doc.End ?></p></article><?cs /def ?>
<?cs def:document() ?>
<?cs call:document_facts() ?>
<?cs call:document_clauses() ?>
<?cs call:document_text() ?>
<div class="readbar noprint"><progress data-read-progress max="100" value="0" aria-label="<?cs var:T.Doc.Progress ?>"></progress><span data-read-text data-read="<?cs var:T.Part.Read ?>" data-all="<?cs var:T.Part.ReadAll ?>"><?cs var:T.Part.Read ?> 0%</span></div>
<?cs call:document_digests() ?>
<?cs /def ?>
