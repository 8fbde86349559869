namespace Kite.Instruments;

/// <summary>Levenshtein distance with the pattern's column held in one machine word (Myers 1999): a name costs one step a letter.</summary>
static class EditDistance
{
    /// <summary>For each ASCII letter, the places in the pattern where it stands. The pattern has at most 64 characters.</summary>
    public static ulong[] Masks(string pattern)
    {
        var masks = new ulong[128];
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] < masks.Length)
                masks[pattern[i]] |= 1UL << i;
        }

        return masks;
    }

    public static int Of(ulong[] masks, int patternLength, string text)
    {
        if (patternLength == 0)
            return text.Length;
        var positive = ulong.MaxValue;
        var negative = 0UL;
        var last = 1UL << (patternLength - 1);
        var distance = patternLength;
        foreach (var c in text)
        {
            var match = c < masks.Length ? masks[c] : 0;
            var vertical = match | negative;
            var horizontal = (((match & positive) + positive) ^ positive) | match;
            var up = negative | ~(horizontal | positive);
            var down = positive & horizontal;
            if ((up & last) != 0)
                distance++;
            if ((down & last) != 0)
                distance--;
            up = (up << 1) | 1;
            down <<= 1;
            positive = down | ~(vertical | up);
            negative = up & vertical;
        }

        return distance;
    }
}
