// title: Birds at Dusk
// description: Flocks of birds with spread wings before a low sun, over roofs of trees, water and reeds
// tags: birds, sky, flock, silhouettes, dusk

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

vec3 unpack(uint k) {
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

float wings(vec2 o, float beat, float curve) {
    float x = abs(o.x);
    float y = beat * x - curve * x * x + 0.12 * sin(3.0 * x) * beat;
    float chord = 0.17 * (1.0 - x) * sqrt(max(1.0 - x * 0.6, 0.0)) + 0.03;
    float fingers = x > 0.6 ? 0.02 * sin(x * 70.0) : 0.0;
    float wing = x < 1.0 ? chord + fingers - abs(o.y - y + 0.5 * chord) : -1.0;
    float body = 1.0 - length(vec2(o.x / 0.085, (o.y + 0.02) / 0.16));
    float tail = o.y < 0.0 && o.y > -0.3 ? 0.03 - 0.2 * o.y - abs(o.x) : -1.0;
    return max(max(wing, 0.1 * body), o.y < -0.05 ? tail : -1.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = -0.9 + 0.8 * rnd(s, 1);
    vec3 low = hsv(0.97 + 0.16 * rnd(s, 2), 0.5 + 0.4 * rnd(s, 3), 1.0), high = hsv(0.55 + 0.3 * rnd(s, 4), 0.5, 0.25 + 0.5 * rnd(s, 5));
    if (rnd(s, 20) < 0.3) low = hsv(0.5 + 0.1 * rnd(s, 2), 0.3, 0.9);
    vec2 sun = vec2(2.0 * rnd(s, 6) - 1.0, hor + 0.1 + 0.8 * rnd(s, 7));
    float r = 0.1 + 0.35 * rnd(s, 8) * rnd(s, 9);
    bool wet = rnd(s, 10) < 0.5;
    vec2 v = u;
    if (wet && u.y < hor) v = vec2(u.x + 0.08 * (noise(vec2(u.x * 3.0, u.y * 30.0) + iTime, s) - 0.5), 2.0 * hor - u.y);
    vec3 col = mix(low, high, ramp(hor, hor + 1.5, v.y));
    float d = length(v - sun) - r;
    col += low * 0.5 * exp(-3.0 * max(d, 0.0));
    float veil = fbm(vec2(v.x * 0.7 + iTime * 0.3, v.y * 5.0) + 9.0 * rnd(s, 11), 4, s);
    if (d < 0.0) col = mix(vec3(1.1, 0.95, 0.7), low, ramp(0.5, 0.7, veil));
    col = mix(col, mix(high, low, 0.6) * 1.1, 0.7 * ramp(0.45, 0.75, veil));
    col = mix(col, high * 0.4, 0.6 * ramp(0.6, 0.9, fbm(vec2(v.x, v.y * 3.0) * 1.5 + 4.0, 4, s + 2U)));
    vec3 ink = high * (0.08 + 0.15 * rnd(s, 12));
    float shore = hor + 0.05 + (wet ? 0.12 : 0.4) * fbm(vec2(v.x * 2.0, 1.0), 4, s + 3U) + 0.05 * noise(vec2(v.x * 25.0, 1.0), s + 4U);
    if (v.y < shore) col = mix(ink, low, 0.25) * (0.7 + 0.6 * noise(v * 14.0, s));
    if (wet && u.y < hor) col = mix(col, high, 0.3) * (0.7 + 0.3 * noise(vec2(u.x * 4.0, u.y * 40.0), s + 1U));
    else if (u.y < hor) col = ink * (0.6 + 0.8 * fbm(u * vec2(4.0, 12.0), 3, s));
    vec2 flow = normalize(vec2(rnd(s, 13) - 0.5, 0.4 * (rnd(s, 14) - 0.5)) + 0.001);
    for (int i = 0; i < 3; i++) {
        float f = 9.0 - 2.0 * float(i);
        vec2 q = rot(0.5 * float(i)) * u * f + 3.0 * iTime;
        vec2 c = floor(q);
        vec3 h = unpack(cell(ivec2(c), s + uint(i)));
        float keep = ramp(0.4, 0.6, noise(c / f * 1.6 + 5.0, s + 40U));
        if (h.z > 0.75 * keep || u.y < hor + 0.2) continue;
        vec2 o = rot(-0.5 * float(i)) * (q - c - 0.5 - 0.4 * (h.xy - 0.5)) / 0.32;
        if (wings(o, 0.9 * sin(14.0 * iTime + 30.0 * h.x), 0.4) > 0.0) col = mix(ink, low, 0.3 - 0.1 * float(i));
    }
    float team = rnd(s, 15);
    for (int i = 0; i < 9; i++) {
        vec3 h = rnd3(s, 50 + i);
        float size = team < 0.4 ? 0.13 : 0.09 + 0.4 * h.z * h.z * h.z;
        vec2 pos = (h.xy - 0.5) * vec2(2.6, 1.5) + vec2(0.0, 0.25);
        if (team < 0.4) pos = vec2(0.6 * rnd(s, 17) - 0.3, 0.7 * rnd(s, 18)) - flow * abs(float(i) - 4.0) * 0.3 + vec2(-flow.y, flow.x) * (float(i) - 4.0) * 0.24 + 0.03 * h.xy;
        pos += 0.2 * flow * sin(iTime);
        vec2 o = rot(0.7 * (h.x - 0.5)) * (u - pos) / size;
        float w = wings(o, 1.1 * sin(9.0 * iTime + 6.0 * h.y), 0.5 * h.x + 0.1);
        if (w > 0.0) col = ink * (0.7 + 2.0 * ramp(0.03, 0.0, w)) + 0.06 * low;
    }
    float near = -1.35 + 0.9 * rnd(s, 19) + 0.3 * noise(vec2(u.x * 2.0, 7.0), s);
    float x = u.x * 13.0 + 1.5 * u.y;
    float tall = near + 0.7 * hash(ivec2(int(floor(x)), 9), s);
    float reed = abs(fract(x) - 0.5);
    if (u.y < tall && (reed < 0.06 || (reed < 0.16 && u.y > tall - 0.16))) col = ink * 0.6;
    fragColor = vec4(film(col * 1.35), 1.0);
}
