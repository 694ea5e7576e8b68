namespace Pipelines.Server.Tests.Page;

/// <summary>A test in Chromium; skipped, with the reason, where it is not installed.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browser.Executable is null ? Browser.Missing : null;
}

/// <summary>Several tests in Chromium; skipped, with the reason, where it is not installed.</summary>
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Browser.Executable is null ? Browser.Missing : null;
}
