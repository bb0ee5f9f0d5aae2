// title: Fern Floor
// description: Fern fronds with paired leaflets over each other in the shade, green, bronze and blue
// tags: plants, fern, leaves, occlusion

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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8);
    vec2 p = u * (0.7 + 0.7 * rnd(s, 1));
    float soil = fbm(p * 5.0, 4, s);
    vec3 col = hsv(0.06 + 0.1 * rnd(s, 2), 0.5, 0.3) * (0.2 + soil);
    float hue = 0.18 + 0.18 * rnd(s, 3);
    if (rnd(s, 4) < 0.3) hue = rnd(s, 5);
    float light = 6.28 * rnd(s, 6);
    vec2 sun = vec2(cos(light), sin(light));
    float pairs = 7.0 + 7.0 * rnd(s, 7), angle = 0.35 + 0.5 * rnd(s, 8), toothed = rnd(s, 9);
    int front = -1;
    vec4 at = vec4(0.0);
    vec2 axis = vec2(1.0, 0.0);
    float shade = 1.0, gap = 0.0;
    for (int i = 0; i < 8; i++) {
        vec3 g = rnd3(s, 20 + 2 * i), h = rnd3(s, 21 + 2 * i);
        vec2 dir = normalize(vec2(g.x, fract(g.y * 7.0)) - 0.499);
        vec2 o = p - 2.4 * (vec2(g.y, g.z) - 0.5);
        vec2 q = vec2(dot(o, dir), dot(o, vec2(-dir.y, dir.x)));
        q.y -= (h.x - 0.5) * (q.x * q.x) * (0.8 + 0.1 * iTime);
        float len = 1.3 + 0.7 * h.y;
        float t = q.x / len + 0.5;
        if (t < 0.0 || t > 1.0) continue;
        float spread = 1.25 * len * t * (1.0 - t) * (1.4 - 0.8 * t) * (0.75 + 0.4 * h.z);
        float along = q.x - abs(q.y) * angle;
        float n = along * pairs / len;
        float id = floor(n), f = fract(n) - 0.5;
        float reach = abs(q.y) / max(spread, 0.01);
        float w = 0.42 * sqrt(max(1.0 - reach, 0.0)) * (1.0 - 0.35 * toothed * abs(fract(reach * 7.0) - 0.5) * 2.0);
        float shadowW = 0.5 * sqrt(max(1.05 - reach, 0.0));
        if (reach < 1.05 && abs(f) < 0.5 * sqrt(max(1.05 - reach, 0.0))) shade *= 0.62;
        if ((reach < 1.0 && abs(f) < w) || abs(q.y) < 0.014) {
            front = i;
            at = vec4(q, id, reach);
            gap = f;
            axis = dir;
            shade = 1.0;
        }
    }
    if (front >= 0) {
        vec3 h = rnd3(s, 21 + 2 * front);
        float side = sign(at.y), tone = hash(ivec2(int(at.z), front), s);
        float lit = 0.7 + 0.35 * side * dot(sun, vec2(-axis.y, axis.x)) + 0.6 * gap * dot(sun, axis);
        vec3 leaf = h.y > 0.85 ? hsv(0.07, 0.7, 0.6) : hsv(hue + 0.08 * (h.z - 0.5) + 0.04 * tone, 0.55 + 0.3 * h.x, 0.4 + 0.35 * tone);
        leaf *= lit * (0.65 + 0.5 * at.w) * (0.8 + 0.2 * smoothstep(0.03, 0.1, abs(gap))) * (0.55 + 0.6 * float(front) / 8.0);
        col = abs(at.y) < 0.014 ? hsv(hue - 0.06, 0.5, 0.5) * lit : leaf;
    }
    col *= shade;
    float beam = smoothstep(0.45, 0.65, fbm(u * 1.3 + 9.0 * rnd(s, 10), 3, s + 60U));
    col *= 0.5 + 1.1 * beam;
    fragColor = vec4(film(col * 1.9), 1.0);
}
