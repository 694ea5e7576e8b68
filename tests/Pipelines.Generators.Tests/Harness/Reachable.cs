using System.Collections;
using System.Reflection;

namespace Pipelines.Generators.Tests.Harness;

/// <summary>The types of all objects that an object holds, directly or through others.</summary>
internal static class Reachable
{
    public static IEnumerable<Type> Types(object value)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>([value]);
        while (waiting.TryPop(out var next))
        {
            if (!seen.Add(next)) continue;
            yield return next.GetType();
            if (next is string || next.GetType().IsPrimitive || next.GetType().IsEnum) continue;
            var held = next is IEnumerable items ? items.Cast<object?>() : Fields(next.GetType()).Select(field => field.GetValue(next));
            foreach (var each in held)
                if (each is not null) waiting.Push(each);
        }
    }

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (; type is not null; type = type.BaseType)
            foreach (var field in type.GetFields(Own))
                yield return field;
    }
}
