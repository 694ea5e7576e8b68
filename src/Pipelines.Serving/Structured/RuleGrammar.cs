namespace Pipelines.Serving;

/// <summary>Compiles a grammar of rules.</summary>
internal static class RuleGrammar
{
    /// <param name="text">the rules</param>
    /// <param name="parts">what they may call beside each other</param>
    /// <exception cref="GrammarException">the text is no such grammar, or names a rule that it lacks</exception>
    public static Automaton Compile(string text, IEnumerable<KeyValuePair<string, Automaton>> parts)
    {
        GrammarLimits.CheckLength(text);
        var rules = GrammarText.Read(text);
        var builder = new AutomatonBuilder();
        var ids = rules.Keys.ToDictionary(name => name, builder.AddRule);
        foreach (var (name, part) in parts)
            if (!ids.TryAdd(name, builder.Embed(part))) throw new GrammarException($"'{name}' is a rule and a part");
        foreach (var (name, (_, expression)) in rules)
        {
            var rule = builder.Rule(ids[name]);
            CharacterBytes.Write(
                builder, CharacterAutomaton.Of(expression), rule.Start, rule.End,
                (from, set, to) => CharacterBytes.Write(builder, from, set, to),
                call => ids.TryGetValue(call.Rule, out var id)
                    ? id
                    : throw new GrammarException($"there is no rule '{call.Rule}'", call.Place));
        }
        return builder.Build(ids["root"]);
    }
}
