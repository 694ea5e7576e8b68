namespace Pipelines.Tokenizers.Jinja;

/// <summary>Bounds the work of one rendering, so that a template cannot keep a program busy.</summary>
internal sealed class Budget
{
    private const long MostSteps = 10_000_000;
    private const int CharactersPerStep = 256, ItemsPerStep = 16;

    private long left = MostSteps;

    /// <summary>Charges a step.</summary>
    /// <exception cref="JinjaException">there were too many</exception>
    public void Charge() => Take(1);

    /// <summary>Charges the making of a value: by its length.</summary>
    /// <exception cref="JinjaException">there were too many steps</exception>
    public void Charge(Value value) => Take(1 + value switch
    {
        TextValue text => text.Text.Length / CharactersPerStep,
        ListValue list => list.List.Count / ItemsPerStep,
        _ => 0,
    });

    private void Take(long steps)
    {
        left -= steps;
        if (left < 0) throw new JinjaException($"rendering takes more than {MostSteps:N0} steps");
    }
}
