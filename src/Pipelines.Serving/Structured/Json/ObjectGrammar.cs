namespace Pipelines.Serving;

/// <summary>
/// Objects: the named members in the order in which the schema names them, each at most once, and after them others, where allowed, under
/// names that are not among those.
/// </summary>
internal static class ObjectGrammar
{
    public static void Write(SchemaGrammar grammar, SchemaDocument document, Conjunction all, int start, int end)
    {
        var (builder, json) = (grammar.Builder, grammar.Json);
        var members = SchemaMembers.Of(all);
        var (least, most) = OtherCounts(all, members);
        if (most < least) return;
        var list = new SeparatedList(builder, json, start, "{");
        foreach (var name in members.Names)
        {
            list.Add(
                state => grammar.Value(json.Between(json.Strings(state, [name]), ":"), members.Schemas(name)),
                optional: !members.Required.Contains(name));
        }
        var others = members.Others.ToArray();
        if (!Conjunction.Of(document, others).IsImpossible)
        {
            var names = CharacterAutomaton.OfOtherTexts(members.Names);
            var other = builder.AddRule("other member");
            var rule = builder.Rule(other);
            var named = members.Names.Count == 0 ? json.String(rule.Start) : json.Characters.WriteString(rule.Start, names);
            builder.Skip(grammar.Value(json.Between(named, ":"), others), rule.End);
            list.AddMany(state => builder.Call(state, other), least, most);
        }
        else if (least > 0) return;
        builder.Skip(list.Close("}"), end);
    }

    private static (int Least, int? Most) OtherCounts(Conjunction all, SchemaMembers members)
    {
        var (least, most) = (all.Count("minProperties", isLeast: true), all.Count("maxProperties", isLeast: false));
        if (least is null or 0 && most is null) return (0, null);
        if (members.Names.Any(name => !members.Required.Contains(name)))
        {
            var (_, place) = all.Each(least is null ? "maxProperties" : "minProperties").First();
            throw new GrammarException("a count of members cannot be held where some of the named are optional", place);
        }
        return (Math.Max(0, (least ?? 0) - members.Names.Count), most - members.Names.Count);
    }
}
