<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Ra.Sign.Title ?> <span class="num"><?cs var:App.No ?></span></h1>
<p class="govuk-body"><?cs var:T.Ra.Sign.Text ?></p>
<p class="govuk-body"><?cs var:T.Ra.Sign.Until ?> <?cs call:when(Sign.Until) ?></p>
<pre class="paper" tabindex="0" role="region" aria-label="<?cs var:T.Ra.Sign.Paper ?>"><?cs var:Sign.Paper ?></pre>
<?cs call:row_open() ?><?cs call:link_button(Sign.Href, T.Ra.Sign.Go, "") ?><?cs call:link_button(App.Href, T.Ra.Sign.Leave, "secondary") ?><?cs call:row_close() ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
