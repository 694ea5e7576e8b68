namespace Pipelines.Serving;

/// <summary>What may follow a state, as far as its own frame decides.</summary>
/// <param name="Tokens">bits of the tokens that may follow whatever the callers are</param>
/// <param name="Exits">nodes of the token tree at which the frame may have ended: what begins with them is for the callers to say</param>
internal sealed record LocalMask(ulong[] Tokens, int[] Exits);
