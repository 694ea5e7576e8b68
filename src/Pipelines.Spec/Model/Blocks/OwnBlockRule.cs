using System.Globalization;
using System.Text.RegularExpressions;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>What a user's block says of its settings: a rule that holds, and how many weights they make.</summary>
internal static class OwnBlockRule
{
    /// <summary>Reports the rule of a block where it does not hold, and what cannot be counted; whether neither is.</summary>
    public static bool Holds(BlockDeclaration block, EquatableArray<OwnSetting> settings, Values values, BlockScope scope)
    {
        try
        {
            var weights = block.WeightsOf(scope.Dim, settings);
            if (weights < 0)
                return scope.Report(Rules.OwnRule, values.Slot.At, $"{block.Name} would have {weights} weights{Found(block.Weights)}");
            return block.Rule.Length == 0 || BlockExpression.Parse(block.Rule, block.Names).Holds(block.Numbers(scope.Dim, settings))
                || scope.Report(Rules.OwnRule, values.Slot.At, $"{block.Name} asks that {block.Rule}{Found(block.Rule)}");
        }
        catch (BlockExpressionException fault)
        {
            return scope.Report(Rules.OwnRule, values.Slot.At, $"{block.Name}: {fault.Message}{Found(block.Rule + block.Weights)}");
        }

        string Found(string expression)
        {
            var said = block.Numbers(scope.Dim, settings).Where(pair => Regex.IsMatch(expression, $@"\b{pair.Key}\b"))
                .Select(pair => $"{pair.Key} is {pair.Value.ToString(CultureInfo.InvariantCulture)}").ToList();
            return said.Count == 0 ? "" : $", and {string.Join(", ", said)}";
        }
    }
}
