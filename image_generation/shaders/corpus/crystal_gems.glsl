// title: Spilled Gems
// description: Cut stones of many colours with facets that mirror and bend light, on dark or pale cloth
// tags: crystal, gems, facets, refraction

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

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.1);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.55 + 1.2 * rnd(s, 2)) + 20.0 * rnd(s, 3) + 0.4 * iTime;
    float way = 6.28 * rnd(s, 4);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.8));
    vec3 weave = fbmd(p * 2.0, 4, s);
    float dark = rnd(s, 5);
    vec3 col = hsv(rnd(s, 6), 0.5 * rnd(s, 7), 0.15 + 0.7 * dark * dark) * (0.55 + 0.6 * weave.x - 0.2 * dot(weave.yz, sun.xy));
    float hue = rnd(s, 8), range = rnd(s, 9);
    vec2 local = vec2(0.0), ax = vec2(1.0, 0.0);
    float inside = -1.0, sides = 6.0, shade = 1.0, tableR = 0.5;
    uint top = 0U;
    for (int layer = 0; layer < 3; layer++) {
        mat2 turn = rot(0.8 * float(layer));
        vec2 q = turn * p * (2.1 - 0.45 * float(layer)) + 4.3 * float(layer);
        vec2 c = floor(q);
        uint k = cell(ivec2(c), s + 90U * uint(layer));
        vec3 h = unpack(k), g = rnd3(k, 2);
        if (h.x > 0.82) continue;
        float r = 0.26 + 0.19 * h.y;
        vec2 a = normalize(g.xy - 0.47);
        vec2 o = (q - c - 0.5) / r, so = o + turn * sun.xy * 0.22;
        vec2 l = vec2(dot(o, a), dot(o, vec2(-a.y, a.x))) * vec2(1.0, 1.0 + 0.5 * h.z);
        vec2 ls = vec2(dot(so, a), dot(so, vec2(-a.y, a.x))) * vec2(1.0, 1.0 + 0.5 * h.z);
        float m = 4.0 + floor(6.0 * g.z), step_ = 6.2832 / m;
        float an = atan(l.y, l.x), d = 1.0 - length(l) * cos(an - step_ * floor(an / step_ + 0.5)) / cos(step_ * 0.5) * 1.02;
        shade *= 0.4 + 0.6 * smoothstep(0.85, 1.15, length(ls));
        if (d > 0.0) {
            inside = d;
            local = l;
            sides = m;
            top = k;
            ax = transpose(turn) * a;
            shade = 1.0;
            tableR = 0.35 + 0.25 * h.z;
        }
    }
    if (inside > 0.0) {
        float step_ = 6.2832 / sides, an = atan(local.y, local.x);
        float sec = floor(an / step_ + 0.5);
        float half_ = floor(an / step_ * 2.0);
        float rad = 1.0 - inside;
        vec3 n = vec3(0.0, 0.0, 1.0);
        float a = sec * step_;
        float facet = 0.0;
        if (rad > tableR) {
            float ring = rad > tableR + (1.0 - tableR) * 0.5 ? 1.0 : 0.0;
            if (ring < 0.5) a = (half_ + 0.5) * step_ * 0.5;
            n = normalize(vec3(cos(a), sin(a), ring > 0.5 ? 0.75 : 1.4));
            facet = sec + 20.0 * ring + half_ * 3.0 * (1.0 - ring);
        }
        vec2 back = vec2(n.x, n.y);
        vec3 nw = vec3(ax * back.x + vec2(-ax.y, ax.x) * back.y, n.z);
        vec2 bent = local - 0.8 * n.xy;
        float ban = atan(bent.y, bent.x);
        float inner = hash(ivec2(int(floor(ban / step_ * 2.0)), int(floor(length(bent) * 3.0)) + int(facet) * 7), top);
        vec3 body = hsv(hue + range * (rnd(top, 7) - 0.5), 0.45 + 0.5 * rnd(top, 8), 0.9);
        if (rnd(top, 9) < 0.12) body = vec3(0.9, 0.95, 1.0);
        float mirror = smoothstep(0.6, 0.95, dot(reflect(vec3(0.0, 0.0, -1.0), nw), sun));
        float sky = 0.5 + 0.5 * nw.x * sun.x + 0.5 * nw.y * sun.y;
        col = body * body * (0.15 + 1.1 * inner * inner) * (0.5 + 0.7 * sky) + mirror * vec3(1.0) + 0.15 * sky;
        col *= 0.75 + 0.25 * smoothstep(0.0, 0.04, inside);
    }
    fragColor = vec4(film(col * shade * 1.5), 1.0);
}
