// title: Crystal Clusters
// description: Pointed prisms that grow from rock in bundles, half clear, with bright edges and inner planes
// tags: crystal, minerals, prisms, occlusion

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
    uint s = uint(iTime * 2.9);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.7 + 0.8 * rnd(s, 2));
    vec3 g = fbmd(p * 2.5 + 9.0, 4, s);
    float light = 6.28 * rnd(s, 3);
    vec2 sun = vec2(cos(light), sin(light));
    vec3 rock = hsv(rnd(s, 4), 0.3, 0.3 + 0.3 * rnd(s, 5));
    vec3 col = rock * (0.3 + g.x) * (0.9 - 0.35 * dot(g.yz, sun));
    float hue = rnd(s, 6), range = 0.3 * rnd(s, 7), sat = 0.2 + 0.6 * rnd(s, 8);
    vec2 hub = vec2(1.4 * rnd(s, 9) - 0.7, 1.2 * rnd(s, 10) - 0.6);
    float shade = 1.0;
    vec2 q = vec2(0.0), axis = vec2(0.0, 1.0);
    vec4 form = vec4(0.0);
    vec3 pick = vec3(0.0);
    int top = -1;
    for (int i = 0; i < 7; i++) {
        vec3 h = rnd3(s, 20 + 2 * i), e = rnd3(s, 21 + 2 * i);
        vec2 at = mix(hub, 2.4 * (e.xy - 0.5), 0.35 + 0.45 * rnd(s, 11)) - 0.15;
        vec2 dir = normalize(mix(at - hub, h.xy - 0.5, 0.4) + 0.01);
        vec2 o = p - at;
        vec2 l = vec2(dot(o, vec2(-dir.y, dir.x)), dot(o, dir));
        float w = 0.09 + 0.15 * h.z, len = w * (2.5 + 4.0 * e.z), tip = len - w * (1.0 + 0.8 * e.x);
        float taper = clamp((len - l.y) / (len - tip), 0.0, 1.0);
        vec2 ls = l + vec2(dot(sun, vec2(-dir.y, dir.x)), dot(sun, dir)) * 0.07;
        float ds = max(abs(ls.x) / w - clamp((len - ls.y) / (len - tip), 0.0, 1.0), -ls.y / w);
        if (abs(l.x) < w * taper && l.y > 0.0) {
            q = l;
            axis = dir;
            form = vec4(w, len, tip, taper);
            pick = vec3(h.x, e.yz);
            top = i;
            shade = 1.0;
        } else shade *= 0.55 + 0.45 * smoothstep(-0.1, 0.5, ds);
    }
    if (top >= 0) {
        float w = form.x, x = q.x / w;
        float split = 0.5 * (pick.y - 0.5), split2 = split + 0.35 + 0.2 * pick.x, ridge = (split + 0.2) * form.w;
        bool cap = q.y > form.z;
        float nx = cap ? (x < ridge ? -0.45 : 0.55) : x < split - 0.2 ? -0.85 : x < split2 ? 0.1 : 0.85;
        vec2 n = vec2(-axis.y, axis.x) * nx + axis * (cap ? 0.6 : 0.0);
        float lit = clamp(0.45 + 0.6 * dot(n, sun), 0.05, 1.0);
        vec3 body = hsv(hue + range * (pick.z - 0.5) * 2.0, sat, 0.85);
        vec2 inner = q / w + 0.9 * vec2(nx, cap ? 0.6 : 0.0);
        float sheet = noise(vec2(inner.x * 1.2 + inner.y * 0.8, inner.y * 0.7 + nx * 3.0), s + uint(top));
        float veil = smoothstep(0.55, 0.6, sheet) * 0.45 + 0.3 * noise(inner * 4.0, s + 50U);
        float root = smoothstep(0.0, form.y * 0.8, q.y);
        float line = min(abs(abs(x) - form.w), abs(q.y - form.z) / w);
        line = min(line, cap ? abs(x - ridge) : min(abs(x - split + 0.2), abs(x - split2)));
        vec3 c = body * (0.15 + lit * 1.1 + veil * 0.6) * mix(0.45, 1.1, root) + 0.5 * pow(lit, 6.0) + 0.45 * smoothstep(0.07, 0.0, line);
        col = mix(col, c, 0.75 + 0.2 * root);
    }
    fragColor = vec4(film(col * shade * 1.4), 1.0);
}
