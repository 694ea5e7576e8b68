using System.Text.RegularExpressions;

namespace Pipelines.Verification;

/// <summary>Regular expressions that no text can make slow.</summary>
internal static class SafePattern
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    /// <exception cref="VerifierException">
    /// the pattern cannot be read, or needs backtracking: lookarounds, backreferences, atomic groups
    /// </exception>
    public static Regex Read(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Most);
        }
        catch (ArgumentException problem)
        {
            throw new VerifierException($"'{pattern}' is not a regular expression: {problem.Message}", problem);
        }
        catch (NotSupportedException problem)
        {
            throw new VerifierException(
                $"'{pattern}' needs backtracking, which an answer could make slow: leave out lookarounds, backreferences and atomic groups",
                problem);
        }
    }
}
