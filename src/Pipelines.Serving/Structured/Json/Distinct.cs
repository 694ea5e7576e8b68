using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>Whether no value fits two schemas at once, as far as types, fixed values and members tell.</summary>
internal sealed class Distinct(SchemaDocument document)
{
    private const int Depth = 6;

    public bool Holds(IEnumerable<SchemaNode> one, IEnumerable<SchemaNode> other) => Holds(one, other, Depth);

    private bool Holds(IEnumerable<SchemaNode> one, IEnumerable<SchemaNode> other, int depth)
    {
        var (a, b) = (Conjunction.Of(document, one), Conjunction.Of(document, other));
        if (a.IsImpossible || b.IsImpossible) return true;
        if (a.Values() is { } values)
            return b.Values() is { } others
                ? !values.Any(value => others.Any(also => JsonElement.DeepEquals(value, also)))
                : !values.Any(value => b.Types().HasFlag(JsonTypeNames.Of(value)));
        if (b.Values() is not null) return Holds(other, one, depth);
        return (a.Types() & b.Types()) switch
        {
            JsonTypes.None => true,
            JsonTypes.Object when depth > 0 => MembersDiffer(a, b, depth - 1),
            _ => false,
        };
    }

    private bool MembersDiffer(Conjunction a, Conjunction b, int depth)
    {
        var (mine, its) = (SchemaMembers.Of(a), SchemaMembers.Of(b));
        return mine.Required.Any(name => its.Forbids(name)) || its.Required.Any(name => mine.Forbids(name)) ||
            mine.Required.Intersect(its.Required).Any(name => Holds(mine.Schemas(name), its.Schemas(name), depth));
    }
}
