namespace Pipelines.Tokenizers.Jinja;

/// <summary>Something in a template that has a value.</summary>
/// <param name="Line">where it stands</param>
internal abstract record Expression(int Line)
{
    /// <summary>Its value.</summary>
    /// <exception cref="JinjaException">it has none; with the line of the innermost expression that failed</exception>
    public Value Evaluate(Frame frame)
    {
        try
        {
            Nesting.Check();
            var value = Compute(frame);
            frame.Rendering.Budget.Charge(value);
            return value;
        }
        catch (JinjaException failure) when (failure.PassesAt(Line))
        {
            throw;
        }
    }

    /// <summary>Computes its value.</summary>
    protected abstract Value Compute(Frame frame);
}
